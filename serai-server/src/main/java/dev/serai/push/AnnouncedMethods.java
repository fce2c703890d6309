package dev.serai.push;

import dev.serai.kernel.MerchantId;
import dev.serai.openapi.Announcement;
import dev.serai.openapi.AnnouncementListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Tells every merchant who subscribes to it that a method is new, changed, deprecated or gone. */
@Component
final class AnnouncedMethods implements AnnouncementListener {
    static final String TYPE = "api.announced";

    private record Told(MerchantId to, Announcement announcement) implements Notice {
        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public String subject() {
            return announcement.method();
        }

        @Override
        public JsonNode data() {
            return announcement.json();
        }
    }

    private final JdbcClient db;
    private final Notices notices;

    AnnouncedMethods(JdbcClient db, Notices notices) {
        this.db = db;
        this.notices = notices;
    }

    @Override
    public void announced(Announcement announcement) {
        // Everybody's, not one merchant's: the catalogue is the same for all.
        db.sql("SELECT DISTINCT merchant FROM push.subscription WHERE state = 'active'"
                        + " AND (types = '*' OR ? = ANY (string_to_array(types, ',')))")
                .param(TYPE)
                .query(String.class)
                .list()
                .forEach(merchant -> notices.publish(new Told(new MerchantId(merchant), announcement)));
    }
}
