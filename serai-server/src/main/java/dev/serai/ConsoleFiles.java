package dev.serai;

import dev.serai.kernel.InsidePass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * Serves the built console. A file with a hash in its name is kept by browsers for good; a page's address that is no file
 * gets the one page there is, whose script knows the address.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleFiles implements WebMvcConfigurer {
    private static final Duration FOR_GOOD = Duration.ofDays(365);

    private final Path folder;

    ConsoleFiles(@Value("${serai.ui}") Path ui) {
        this.folder = ui.toAbsolutePath().normalize().resolve("console");
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(new FileSystemResource(folder + "/assets/"))
                .setCacheControl(CacheControl.maxAge(FOR_GOOD).cachePublic().immutable());
        registry.addResourceHandler("/**")
                .addResourceLocations(new FileSystemResource(folder + "/"))
                .setCacheControl(CacheControl.noCache())
                .resourceChain(false)
                .addResolver(new PageOrFile(folder));
    }

    /** The resource handler knows no file of the empty name. */
    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
    }

    private static final class PageOrFile extends PathResourceResolver {
        private final Path page;

        PageOrFile(Path folder) {
            this.page = folder.resolve("index.html");
        }

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            var file = super.getResource(path, location);
            if (file != null || isNoPage(path) || !Files.isRegularFile(page)) {
                return file;
            }
            return new FileSystemResource(page);
        }

        /** What programs ask for must be told that it is not there. */
        private static boolean isNoPage(String path) {
            return path.startsWith("api/")
                    || InsidePass.leadsInside("/" + path)
                    || path.substring(path.lastIndexOf('/') + 1).contains(".");
        }
    }
}
