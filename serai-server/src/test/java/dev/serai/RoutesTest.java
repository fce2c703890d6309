package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.openapi.PageGate;
import dev.serai.openapi.PublicPage;
import dev.serai.openapi.PublicStream;
import dev.serai.operator.Allowed;
import dev.serai.operator.Role;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The list of routes that {@code ./serai prove tenants} goes through is the whole list. */
@HouseTest
class RoutesTest {
    private static final Path LIST = Path.of("..", "docs", "routes.md");
    private static final Pattern LINE = Pattern.compile("\\| `([A-Z]+ /[^`]*)` \\| ([a-z_, ]+) \\|");

    @Autowired
    @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes;

    @Autowired
    List<PublicPage> pages;

    @Autowired
    List<PageGate> gates;

    @Autowired
    List<PublicStream> streams;

    @Test
    void every_route_stands_in_the_list_with_who_may_call_it() throws IOException {
        assertThat(listed())
                .as(LIST + " must have exactly the lines of the house")
                .isEqualTo(served());
    }

    private static TreeSet<String> listed() throws IOException {
        return Files.readAllLines(LIST).stream()
                .map(LINE::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(line -> line.group(1) + " · " + line.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private TreeSet<String> served() {
        var served = new TreeSet<String>();
        routes.getHandlerMethods().forEach((info, method) -> {
            // Spring's own page for errors tells nothing of anybody.
            if (method.getBeanType().getPackageName().startsWith("org.springframework.")) {
                return;
            }
            for (var path : info.getPatternValues()) {
                for (var verb : info.getMethodsCondition().getMethods()) {
                    served.add(verb + " " + withoutPatterns(path) + " · " + who(path, method));
                }
            }
        });
        pages.forEach(page -> served.add("PAGE " + page.path() + " · page"));
        gates.forEach(gate -> served.add("PAGE " + gate.path() + " · page"));
        streams.forEach(stream -> served.add("PAGE " + stream.path() + " · page"));
        return served;
    }

    private static String withoutPatterns(String path) {
        return path.replaceAll("\\{(\\w+):(?:[^{}]|\\{[^}]*})*}", "{$1}");
    }

    private static String who(String path, HandlerMethod method) {
        var allowed = method.getMethodAnnotation(Allowed.class);
        if (allowed != null) {
            return Arrays.stream(allowed.value()).map(Role::word).sorted().collect(Collectors.joining(", "));
        }
        var said = Arrays.stream(method.getMethod().getAnnotations())
                .map(Annotation::annotationType)
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
        if (said.contains("AllowedToStaff")) {
            return "staff";
        }
        if (said.contains("Open") || said.contains("Anyone")) {
            return "anyone";
        }
        if (said.contains("Owner")) {
            return "owner";
        }
        return path.startsWith("/portal/api/") ? "member" : "outside";
    }
}
