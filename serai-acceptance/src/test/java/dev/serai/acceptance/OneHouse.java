package dev.serai.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the real thing once for all classes and stops it after the last. */
final class OneHouse implements BeforeAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(OneHouse.class);

    /** Closed by JUnit when the last class is done. */
    private record Running(House house, Path folder) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            house.close();
            Prove.remove(folder);
        }
    }

    /** The sources: this module's folder lies in it. */
    static Path root() {
        return Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot()
                .getStore(HERE)
                .computeIfAbsent(
                        "running",
                        key -> {
                            try {
                                var folder = Files.createTempDirectory("serai-acceptance");
                                var house = new House(root(), folder.resolve("data"));
                                var running = new Running(house, folder);
                                house.start();
                                return running;
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                                throw new IllegalStateException(e);
                            }
                        },
                        Running.class);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == House.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context).house();
    }
}
