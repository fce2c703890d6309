package dev.serai.openapi;

import dev.serai.kernel.AppId;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The methods that can be called now. */
public interface Catalogue {
    /** One volatile read; a call keeps what it got to its end. */
    Page now();

    /** An immutable picture of the catalogue. */
    interface Page {
        /** The method as this app sees it; null: as most see it. */
        Optional<OpenMethod> find(String name, int version, @Nullable AppId app);

        /** All methods as most see them, by name and version. */
        Collection<OpenMethod> all();
    }
}
