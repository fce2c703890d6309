package dev.serai;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/**
 * Starts every room in one process. Beans bear their full names, because two rooms may well use one word. What it listens on and where its database is comes from {@link Settings}.
 */
@SpringBootApplication(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
public class SeraiServer {
    static void main(String[] args) {
        var settings = Settings.of(System.getenv());
        if (settings.external()) {
            try {
                settings = settings.with(ExternalDatabase.prepare(settings.database(), settings.data()));
            } catch (ExternalDatabase.Unfit e) {
                System.err.println("serai: " + e.getMessage());
                System.exit(2);
            }
        }
        var application = new SpringApplication(SeraiServer.class);
        application.setDefaultProperties(settings.asProperties());
        application.run(args);
    }
}
