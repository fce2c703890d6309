package dev.serai.activity;

import dev.serai.openapi.PublicPage.Visit;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What a browser that opened embed links brings: for each link a cookie with its token, named by the link. */
@Component
class LinkVisits {
    static final String COOKIE = "serai_link_";

    /** Cookies of one call that are looked at; each costs a query. */
    private static final int LINKS_MAX = 8;

    private final EmbedLinks links;

    LinkVisits(EmbedLinks links) {
        this.links = links;
    }

    static boolean named(Visit visit) {
        return visit.query().containsKey("link");
    }

    /** The link the address names, if the browser holds its token. */
    Optional<EmbedLink> link(Visit visit) {
        var name = visit.query().getOrDefault("link", "");
        var token = visit.cookies().get(COOKIE + name);
        return token == null
                ? Optional.empty()
                : links.open(token)
                        .map(EmbedLinks.Opened::link)
                        .filter(link -> link.name().equals(name));
    }

    EmbedLink required(Visit visit) {
        return link(visit)
                .orElseThrow(() -> new Refusal(
                        SubCode.SESSION_EXPIRED,
                        "this link is not valid, is over or was withdrawn; ask for a new one where you got it"));
    }

    /** Which of the link's activities is meant: the first where none is named. */
    static long activity(EmbedLink link, ObjectNode body) {
        var named = body.path("activity_id");
        if (named.isMissingNode() || named.isNull()) {
            return link.activities().getFirst();
        }
        if (!named.canConvertToLong() || !link.activities().contains(named.longValue())) {
            throw new Refusal(SubCode.SESSION_EXPIRED, "this link opens other activities than that");
        }
        return named.longValue();
    }

    /** Every link the browser holds and may use without a frame, once for each of its activities. */
    List<PageGuests.Guest> guests(Visit visit) {
        return visit.cookies().entrySet().stream()
                .filter(cookie -> cookie.getKey().startsWith(COOKIE))
                .limit(LINKS_MAX)
                .flatMap(cookie -> links.open(cookie.getValue()).stream())
                .map(EmbedLinks.Opened::link)
                .filter(link -> link.origin() == null)
                .flatMap(link ->
                        link.activities().stream().map(id -> new PageGuests.Guest(null, null, id, link.outlook())))
                .toList();
    }
}
