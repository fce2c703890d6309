package dev.serai.activity;

import dev.serai.activity.PageSessions.Holder;
import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage.Visit;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** What every call of a page's script must bring: the door's own origin, and the cookie of a session that goes on. */
@Component
class PageVisits implements PageGuests {
    /** The cookie's name. */
    static final String COOKIE = "serai_h5";

    /** The cookie of a page in a frame: two frames of one site may show two activities. */
    static String framedCookie(long activityId) {
        return COOKIE + "_" + activityId;
    }

    private final PageSessions sessions;
    private final LinkVisits links;

    PageVisits(PageSessions sessions, LinkVisits links) {
        this.sessions = sessions;
        this.links = links;
    }

    @Override
    public List<Guest> guests(Visit visit) {
        return Stream.concat(guest(visit).stream(), links.guests(visit).stream())
                .toList();
    }

    /** No origin is asked for: nothing changes, and what is answered no other site's script may read. */
    @Override
    public Optional<Guest> guest(Visit visit) {
        var cookie = visit.cookies().get(COOKIE);
        return cookie == null || cookie.isEmpty()
                ? Optional.empty()
                : sessions.holder(new Ticket(cookie))
                        .filter(holder -> holder.embedOrigin() == null)
                        .map(holder -> new Guest(holder.app(), holder.userId(), holder.activityId(), holder.outlook()));
    }

    /** Whose session this POST belongs to. */
    Holder holder(Visit visit) {
        requireOwnPost(visit);
        // A framed page names its activity; the browser may hold the cookie of a page of its own as well.
        boolean framed = visit.query().containsKey("activity_id");
        var cookie = visit.cookies().get(framed ? framedCookie(activityId(visit)) : COOKIE);
        if (cookie == null || cookie.isEmpty()) {
            throw new Refusal(SubCode.SESSION_EXPIRED, "the call carries no page session; open the page from the app");
        }
        return sessions.holder(new Ticket(cookie))
                .filter(holder -> framed == (holder.embedOrigin() != null))
                .filter(holder -> !framed || holder.activityId() == activityId(visit))
                .orElseThrow(() -> new Refusal(
                        SubCode.SESSION_EXPIRED, "the page session has ended; open the page from the app again"));
    }

    /** A POST from the door's own pages. */
    static void requireOwnPost(Visit visit) {
        if (!"POST".equals(visit.method())) {
            throw new Refusal(SubCode.HTTP_METHOD, "only POST is served here, found " + visit.method());
        }
        requireOwnOrigin(visit);
    }

    private static void requireOwnOrigin(Visit visit) {
        var origin = visit.header("origin");
        var host = visit.header("host");
        if (origin == null || host == null || !host.toLowerCase(Locale.ROOT).equals(authority(origin))) {
            throw new Refusal(
                    SubCode.ORIGIN_DENIED,
                    "a page call must come from the door's own pages: Origin must be the door's, found "
                            + (origin == null ? "none" : Activities.quoted(origin)));
        }
    }

    private static @Nullable String authority(String origin) {
        try {
            var uri = URI.create(origin);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            var authority = uri.getRawAuthority();
            return web && authority != null ? authority.toLowerCase(Locale.ROOT) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Which activity the address names. */
    static long activityId(Visit visit) {
        var sent = visit.query().getOrDefault("activity_id", "");
        if (!sent.matches("[1-9][0-9]{0,17}")) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "activity_id must be a whole number above 0, found " + Activities.quoted(sent));
        }
        return Long.parseLong(sent);
    }

    /** The JSON object a page's script sent. */
    static ObjectNode body(Visit visit) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(visit.body()))
                    .toString();
            if (Json.read(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException | CharacterCodingException e) {
            throw new Refusal(SubCode.PARAM_INVALID, "the body must be one JSON object in UTF-8, found something else");
        }
        throw new Refusal(SubCode.PARAM_INVALID, "the body must be one JSON object in UTF-8, found another JSON value");
    }

    /** A text the body must hold. */
    static String text(ObjectNode body, String name) {
        var value = body.get(name);
        if (value == null || !value.isString() || value.asString().isEmpty()) {
            throw new Refusal(SubCode.PARAM_MISSING, name + " is absent, empty or no string");
        }
        return value.asString();
    }
}
