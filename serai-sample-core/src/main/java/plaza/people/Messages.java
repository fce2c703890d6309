package plaza.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import plaza.store.Database;
import plaza.store.Session;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Fields;
import plaza.web.Page;
import plaza.web.Refusal;
import plaza.web.Routes;

/**
 * What members are told, by template. Who declined messages gets none; what is sent in a member's quiet hours is held until
 * they end.
 */
public final class Messages {
    private static final int PARAMETERS_MAX = 20;
    private static final int PARAMETER_CHARS_MAX = 200;
    private static final Pattern SLOT = Pattern.compile("\\{([a-z_]+)}");
    private static final String SELECT =
            "select id, member_id, title, body, created_at, deliver_at, read_at from message ";

    private record Message(
            String id,
            String title,
            String body,
            Instant sentAt,
            @Nullable Instant readAt) {}

    private record Sent(String id, String status, Instant deliverAt) {}

    private record Template(String id, String title, String body, List<String> parameters) {}

    private record Setting(boolean accepts, LocalTime quietFrom, LocalTime quietTo, ZoneId zone) {
        /** When a message sent now may arrive. */
        Instant arrival(Instant now) {
            ZonedDateTime there = now.atZone(zone);
            LocalTime time = there.toLocalTime();
            boolean overMidnight = quietFrom.isAfter(quietTo);
            boolean quiet = overMidnight
                    ? !time.isBefore(quietFrom) || time.isBefore(quietTo)
                    : !time.isBefore(quietFrom) && time.isBefore(quietTo);
            if (!quiet) {
                return now;
            }
            ZonedDateTime end = there.with(quietTo);
            return (end.isAfter(there) ? end : end.plusDays(1)).toInstant();
        }
    }

    private final Database database;
    private final Clock clock;

    public Messages(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.get("/message_templates", _ -> templates())
                .post("/messages", this::send)
                .get("/members/{id}/messages", this::list)
                .get("/members/{id}/messages/unread_count", this::unread)
                .post("/members/{id}/messages/read", this::read)
                .post("/members/{id}/message_setting", this::set);
    }

    private Answer templates() {
        return Answer.ok(Page.last(
                "templates",
                database.read(s -> s.list(
                        "select id, title, body, parameters from message_template order by id", Messages::template))));
    }

    private Answer send(Call call) {
        Fields body = call.body();
        String key = body.text("request_key", 200);
        String member = body.text("member_id", 64);
        String templateId = body.text("template", 64);
        Map<String, String> given =
                body.has("params") ? body.map("params", PARAMETERS_MAX, PARAMETER_CHARS_MAX) : Map.of();
        String content = member + "\n" + templateId + "\n" + new TreeMap<>(given);
        return Answer.ok(database.change(s -> {
            Optional<Sent> before = before(s, key, content);
            if (before.isPresent()) {
                return before.get();
            }
            Posts.known(s, "member", member);
            Template template = s.one(
                            "select id, title, body, parameters from message_template where id = ?",
                            Messages::template,
                            templateId)
                    .orElseThrow(
                            () -> new Refusal(422, "template_unknown", "there is no template with id " + templateId));
            Setting setting = s.one(
                            "select accepts, quiet_from, quiet_to, zone from message_setting where member_id = ?",
                            Messages::setting,
                            member)
                    .orElse(new Setting(false, LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, ZoneId.of("UTC")));
            if (!setting.accepts()) {
                throw new Refusal(422, "member_declines", "the member takes no messages");
            }
            Instant now = clock.instant();
            s.update(
                    "insert into message(request_key, content, member_id, title, body, created_at, deliver_at)"
                            + " values (?, ?, ?, ?, ?, ?, ?) on conflict (request_key) do nothing",
                    key,
                    content,
                    member,
                    template.title(),
                    filled(template, given),
                    now,
                    setting.arrival(now));
            return before(s, key, content).orElseThrow();
        }));
    }

    private Optional<Sent> before(Session s, String key, String content) throws SQLException {
        Instant now = clock.instant();
        return s.one(
                "select id, content, deliver_at from message where request_key = ?",
                row -> {
                    if (!content.equals(row.getString("content"))) {
                        throw Refusal.reusedKey(key);
                    }
                    Instant at = Session.instant(row, "deliver_at");
                    return new Sent(row.getString("id"), at.isAfter(now) ? "HELD" : "DELIVERED", at);
                },
                key);
    }

    private static String filled(Template template, Map<String, String> given) {
        for (String name : template.parameters()) {
            if (!given.containsKey(name)) {
                throw new Refusal(
                        422,
                        "parameter_missing",
                        "template " + template.id() + " needs " + template.parameters() + ", " + name + " was missing");
            }
        }
        return SLOT.matcher(template.body())
                .replaceAll(slot -> java.util.regex.Matcher.quoteReplacement(given.getOrDefault(slot.group(1), "")));
    }

    private Answer list(Call call) {
        int limit = call.limit();
        boolean unreadOnly = call.query("unread").filter("true"::equals).isPresent();
        List<Message> messages = database.read(s -> s.list(
                SELECT + "where member_id = ? and id > ? and deliver_at <= ? and (not ? or read_at is null) order by id"
                        + " limit ?",
                Messages::message,
                call.path("id"),
                call.after(),
                clock.instant(),
                unreadOnly,
                limit + 1));
        return Answer.ok(Page.of("messages", messages, limit, Message::id));
    }

    private Answer unread(Call call) {
        return Answer.ok(Map.of("unread", unread(call.path("id"))));
    }

    private long unread(String member) {
        return database.read(s -> s.number(
                "select count(*) from message where member_id = ? and deliver_at <= ? and read_at is null",
                member,
                clock.instant()));
    }

    /** Reads all up to one. */
    private Answer read(Call call) {
        String member = call.path("id");
        long upTo;
        try {
            upTo = Long.parseLong(call.body().text("up_to", 20));
        } catch (NumberFormatException noNumber) {
            throw Refusal.badRequest("up_to must be a message's id");
        }
        database.change(s -> s.update(
                "update message set read_at = ? where member_id = ? and id <= ? and deliver_at <= ? and read_at is null",
                clock.instant(),
                member,
                upTo,
                clock.instant()));
        return Answer.ok(Map.of("unread", unread(member)));
    }

    private Answer set(Call call) {
        Fields body = call.body();
        boolean accepts = body.text("accepts", 5).equals("true");
        String from = body.optionalText("quiet_from", 5).orElse("22:00");
        String to = body.optionalText("quiet_to", 5).orElse("08:00");
        database.change(s -> s.update(
                "insert into message_setting values (?, ?, ?::time, ?::time, 'Asia/Shanghai') on conflict (member_id) do"
                        + " update set accepts = excluded.accepts, quiet_from = excluded.quiet_from, quiet_to ="
                        + " excluded.quiet_to",
                call.path("id"),
                accepts,
                from,
                to));
        return Answer.ok(Map.of("accepts", accepts, "quiet_from", from, "quiet_to", to));
    }

    private static Template template(ResultSet row) throws SQLException {
        return new Template(row.getString("id"), row.getString("title"), row.getString("body"), List.of((String[])
                row.getArray("parameters").getArray()));
    }

    private static Setting setting(ResultSet row) throws SQLException {
        return new Setting(
                row.getBoolean("accepts"),
                row.getObject("quiet_from", LocalTime.class),
                row.getObject("quiet_to", LocalTime.class),
                ZoneId.of(row.getString("zone")));
    }

    private static Message message(ResultSet row) throws SQLException {
        return new Message(
                row.getString("id"),
                row.getString("title"),
                row.getString("body"),
                Session.instant(row, "deliver_at"),
                row.getObject("read_at") == null ? null : Session.instant(row, "read_at"));
    }
}
