package plaza.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A list as answered: its entries under their own name and, unless it is the last, the {@code next} to pass on. */
public final class Page {
    private Page() {}

    /** Takes one entry more than the limit as the sign that there is a next page. */
    public static <T> Map<String, @Nullable Object> of(
            String name, List<T> oneMore, int limit, Function<T, String> cursor) {
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        boolean more = oneMore.size() > limit;
        page.put(name, more ? oneMore.subList(0, limit) : oneMore);
        page.put("next", more ? cursor.apply(oneMore.get(limit - 1)) : null);
        return page;
    }

    public static <T> Map<String, @Nullable Object> last(String name, List<T> all) {
        return of(name, all, Integer.MAX_VALUE, _ -> "");
    }
}
