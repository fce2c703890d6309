package plaza.people;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Posts as they were last seen, for reading while the database is away. The longest untouched one makes room. */
final class Shelf {
    static final int POSTS_MAX = 1_000;

    private final Map<String, Posts.Post> posts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Posts.Post> eldest) {
            return size() > POSTS_MAX;
        }
    };

    synchronized void put(Posts.Post post) {
        posts.put(post.id(), post);
    }

    synchronized Optional<Posts.Post> find(String id) {
        return Optional.ofNullable(posts.get(id));
    }
}
