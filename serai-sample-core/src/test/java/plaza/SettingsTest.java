package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void defaults_are_pinned() {
        Settings settings = Settings.of(Map.of());
        assertThat(settings.listen().toString()).contains("127.0.0.1:8082");
        assertThat(settings.jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:5432/plaza");
        assertThat(settings.dbUser()).isEqualTo("plaza");
        assertThat(settings.dbPassword()).isEmpty();
        assertThat(settings.webhookUrl()).isEmpty();
        assertThat(settings.webhookSecret()).isEmpty();
    }

    @Test
    void both_forms_of_database_url_are_read() {
        assertThat(Settings.of(Map.of("PLAZA_DB_URL", "jdbc:postgresql://h:1/d"))
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://h:1/d");
        Settings libpq = Settings.of(Map.of("PLAZA_DB_URL", "postgresql://me:p%40ss@h:1/d"));
        assertThat(libpq.jdbcUrl()).isEqualTo("jdbc:postgresql://h:1/d");
        assertThat(libpq.dbUser()).isEqualTo("me");
        assertThat(libpq.dbPassword()).isEqualTo("p@ss");
    }

    @Test
    void secrets_stay_out_of_its_text() {
        Settings settings = Settings.of(Map.of("PLAZA_DB_PASSWORD", "hidden1", "PLAZA_WEBHOOK_SECRET", "hidden2"));
        assertThat(settings.toString()).doesNotContain("hidden1").doesNotContain("hidden2");
    }
}
