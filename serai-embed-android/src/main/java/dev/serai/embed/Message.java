package dev.serai.embed;

import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message of a page: {@code {"serai":1,"type":"resize","height":740}}. The same words as serai-embed for browsers. */
final class Message {
    /** A longer message is nobody's. */
    static final int CHARS_MAX = 64 << 10;

    /** Higher than any page of ours, in CSS pixels. */
    static final int HEIGHT_MAX = 20_000;

    private static final long PROTOCOL = 1;

    enum Type {
        READY,
        RESIZE,
        DONE,
        CANCEL,
        EXPIRED
    }

    final Type type;
    final int height;
    final Map<String, @Nullable Object> result;

    private Message(Type type, int height, Map<String, @Nullable Object> result) {
        this.type = type;
        this.height = height;
        this.result = result;
    }

    /** Null for what is not exactly one of ours. */
    static @Nullable Message read(@Nullable String text) {
        if (text == null || text.length() > CHARS_MAX) {
            return null;
        }
        final Map<String, @Nullable Object> fields = Json.object(text);
        if (fields == null || !Long.valueOf(PROTOCOL).equals(fields.get("serai"))) {
            return null;
        }
        final Object type = fields.get("type");
        if ("ready".equals(type)) {
            return plain(Type.READY);
        }
        if ("cancel".equals(type)) {
            return plain(Type.CANCEL);
        }
        if ("expired".equals(type)) {
            return plain(Type.EXPIRED);
        }
        if ("resize".equals(type)) {
            final Object height = fields.get("height");
            return height instanceof Long && (Long) height >= 0 && (Long) height <= HEIGHT_MAX
                    ? new Message(
                            Type.RESIZE, ((Long) height).intValue(), Collections.<String, @Nullable Object>emptyMap())
                    : null;
        }
        if ("done".equals(type)) {
            final Map<String, @Nullable Object> result = Json.asObject(fields.get("result"));
            return result == null ? null : new Message(Type.DONE, 0, result);
        }
        return null;
    }

    private static Message plain(Type type) {
        return new Message(type, 0, Collections.<String, @Nullable Object>emptyMap());
    }
}
