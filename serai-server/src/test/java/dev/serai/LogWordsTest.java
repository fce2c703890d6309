package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** The log as {@code application.yml} sets it up; these tests' own log is plain text. */
class LogWordsTest {
    @Test
    void a_line_keeps_no_phone_number_whoever_wrote_it_and_wherever() throws Exception {
        var environment = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("application", new ClassPathResource("application.yml"))
                .forEach(environment.getPropertySources()::addLast);
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putObject(Environment.class.getName(), environment);
        var encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat(environment.getRequiredProperty("logging.structured.format.console"));
        encoder.start();
        var event = new LoggingEvent(
                "",
                context.getLogger("somebody.careless"),
                Level.WARN,
                "{} called",
                new IllegalStateException("of 13917250846"),
                new Object[] {"13917250846"});
        event.addKeyValuePair(new KeyValuePair("phone", "+8613917250846"));
        assertThat(new String(encoder.encode(event), StandardCharsets.UTF_8))
                .contains("139****0846 called", "of 139****0846", "+86139****0846")
                .doesNotContain("13917250846");
    }
}
