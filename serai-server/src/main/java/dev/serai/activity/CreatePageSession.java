package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.merchant.Sandboxes;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Gives an app a one-time URL that opens an activity's page for one of its users, without any secret in the browser. */
@Component
final class CreatePageSession implements ApiMethod {
    private final Activities activities;
    private final PageSessions sessions;
    private final EmbedOrigins origins;
    private final String door;

    CreatePageSession(
            Activities activities,
            PageSessions sessions,
            EmbedOrigins origins,
            @Value("${serai.door.host}") String host,
            @Value("${serai.door.port}") int port) {
        this.activities = activities;
        this.sessions = sessions;
        this.origins = origins;
        this.door = "http://" + host + ":" + port;
    }

    @Override
    public String name() {
        return "h5.session.create";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        if (Sandboxes.isSpace(call.merchant())) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED,
                    "activities have no sandbox, so no page can be opened from there; open it from the live app");
        }
        var play = activities.find(call.integer("activity_id", 0), call.app());
        var ticket = Ticket.fresh();
        var expires = sessions.keep(
                ticket,
                new PageSessions.Holder(
                        call.merchant(),
                        call.app(),
                        user(call),
                        play.card().id(),
                        embedOrigin(call, play.card().id()),
                        outlook(call)));
        return Json.object()
                .put("url", door + "/h5/enter?ticket=" + ticket.text())
                .put(
                        "expires_at",
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                                expires.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC)));
    }

    /** Null where the page is to stand alone. */
    private @Nullable String embedOrigin(ApiCall call, long activityId) {
        var sent = call.text("embed_origin");
        if (sent == null || sent.isEmpty()) {
            return null;
        }
        return EmbedOrigins.origin(sent)
                .filter(origin -> origins.allows(call.app(), activityId, origin))
                .orElseThrow(() -> new Refusal(
                        SubCode.PARAM_INVALID,
                        "embed_origin must be an origin that the operator declared for app " + call.app()
                                + " and this activity, like https://shop.example.com; found "
                                + Activities.quoted(sent)));
    }

    /** For which part of the company the user stands. Only the company's own apps know. */
    private static Outlook outlook(ApiCall call) {
        var level = call.text("level");
        var unit = call.text("unit");
        if ((level == null || level.isEmpty()) && (unit == null || unit.isEmpty())) {
            return Outlook.himself(user(call));
        }
        if (!call.firstParty()) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED,
                    "only a first-party app may say for which unit a user stands, and app " + call.app()
                            + " is none; leave level and unit out");
        }
        var known = Outlook.Level.of(level == null ? "" : level)
                .orElseThrow(() -> new Refusal(
                        SubCode.PARAM_INVALID,
                        "level must be one of " + Outlook.Level.words() + ", and unit its code"));
        var code = unit == null ? "" : unit;
        if (!Outlook.fits(known, code)) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    known == Outlook.Level.ALL
                            ? "level all goes without unit"
                            : "unit must be the code of a " + known.word() + ", of 1 to " + Outlook.UNIT_LENGTH_MAX
                                    + " characters");
        }
        return new Outlook(known, code, true, true);
    }

    private static String user(ApiCall call) {
        var named = Args.userId(call.text("user_id"));
        var token = call.userId();
        if (named != null && (call.firstParty() || named.equals(token))) {
            return named;
        }
        if (named != null) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED,
                    "only a first-party app may open a page for any user_id; app " + call.app()
                            + " may do so for the user of its access_token");
        }
        if (token == null) {
            throw new Refusal(
                    SubCode.TOKEN_MISSING,
                    "the call names no user; send the user's access_token, or user_id from a first-party app");
        }
        return token;
    }
}
