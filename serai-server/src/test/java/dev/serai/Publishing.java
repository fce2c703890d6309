package dev.serai;

import dev.serai.fact.ReportingGrants;
import dev.serai.operator.Actor;
import dev.serai.release.Declarations;
import dev.serai.release.Share;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** Publishes declarations in the whole house, as an operator would. */
@Component
public final class Publishing {
    private final Declarations declarations;

    Publishing(Declarations declarations) {
        this.declarations = declarations;
    }

    @Configuration(proxyBeanMethods = false)
    static class Grants {
        /** An app may report every type that its id does not deny: {@code no-member} may not report members. */
        @Bean
        @Primary
        ReportingGrants testGrants() {
            return (app, type) ->
                    !app.value().equals("no-" + type) && !app.value().equals("none");
        }
    }

    /** Publishes a file of the class path. */
    public void file(String path) {
        try (var in = Objects.requireNonNull(Publishing.class.getResourceAsStream(path), path)) {
            apply(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void apply(String yaml) {
        apply(List.of(yaml));
    }

    /** Publishes a file to this app alone; everybody else goes on seeing what he saw. */
    public void first(String yaml, String app) {
        declarations.apply(
                List.of(new Declarations.SourceFile("test.yaml", yaml)), new Share(0, List.of(app)), Actor.HOUSE);
    }

    /** Publishes several files as one. */
    public void apply(List<String> yaml) {
        declarations.apply(
                yaml.stream()
                        .map(one -> new Declarations.SourceFile("test.yaml", one))
                        .toList(),
                Actor.HOUSE);
    }
}
