package dev.serai.consent;

import dev.serai.consent.Clients.Client;
import dev.serai.consent.Consents.Terms;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.App;
import dev.serai.merchant.AppKeys;
import dev.serai.merchant.Applications;
import dev.serai.merchant.ChangeKind;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a merchant declares of his apps as OAuth2 clients: one value, all his apps in it. */
@Component
class ClientsChange implements ChangeKind {
    static final int REDIRECT_URIS_MAX = 20;
    static final int SCOPES_MAX = 50;

    private static final int ACCESS_S_MIN = 60;
    private static final int ACCESS_S_MAX = 86_400;
    private static final int REFRESH_S_MIN = 3_600;
    private static final int REFRESH_S_MAX = 31_536_000;

    private final AppKeys apps;
    private final Clients clients;
    private final Scopes scopes;

    ClientsChange(AppKeys apps, Clients clients, Scopes scopes) {
        this.apps = apps;
        this.clients = clients;
        this.scopes = scopes;
    }

    /** Whether an app can keep a secret. */
    enum ClientType {
        CONFIDENTIAL,
        PUBLIC
    }

    /** How its calls may say who calls. */
    enum Calls {
        SIGNED,
        BEARER
    }

    @Override
    public String name() {
        return "oauth_clients";
    }

    @Override
    public Applications.Title title() {
        return new Applications.Title("用户授权（OAuth2）", "User consent (OAuth2)");
    }

    @Override
    public JsonNode now(MerchantId merchant) {
        var value = Json.MAPPER.createArrayNode();
        for (var app : open(merchant)) {
            value.add(node(app, clients.find(new AppId(app)).orElse(Client.NONE)));
        }
        return value;
    }

    private List<String> open(MerchantId merchant) {
        return apps.of(merchant).stream()
                .filter(app -> app.status() != App.Status.CLOSED)
                .map(AppKeys.AppView::appId)
                .sorted()
                .toList();
    }

    private static ObjectNode node(String app, Client client) {
        var node = Json.object().put("app_id", app);
        new TreeSet<>(client.redirectUris()).forEach(node.putArray("redirect_uris")::add);
        new TreeSet<>(client.scopes()).forEach(node.putArray("scopes")::add);
        return node.put("client_type", (client.publicClient() ? ClientType.PUBLIC : ClientType.CONFIDENTIAL).name())
                .put("calls", (client.bearer() ? Calls.BEARER : Calls.SIGNED).name())
                .put("access_s", client.terms().access().toSeconds())
                .put("refresh_s", client.terms().refresh().toSeconds());
    }

    @Override
    public JsonNode checked(MerchantId merchant, JsonNode wanted) {
        var open = open(merchant);
        if (!wanted.isArray() || wanted.size() != open.size()) {
            throw Refused.invalid("after must be a list naming each of your " + open.size() + " apps once: {app_id,"
                    + " redirect_uris, scopes, client_type, calls, access_s, refresh_s}");
        }
        var checked = Json.MAPPER.createArrayNode();
        for (var app : open) {
            checked.add(node(app, client(find(wanted, app))));
        }
        return checked;
    }

    private static JsonNode find(JsonNode wanted, String app) {
        for (var line : wanted) {
            if (line.path("app_id").asString("").equals(app)) {
                return line;
            }
        }
        throw Refused.invalid("after leaves out the app " + app + "; name every one, changed or not");
    }

    private Client client(JsonNode line) {
        var uris = texts(line, "redirect_uris", REDIRECT_URIS_MAX);
        uris.forEach(RedirectUri::checked);
        var asked = texts(line, "scopes", SCOPES_MAX);
        var known = scopes.all();
        for (var scope : asked) {
            if (!known.contains(scope)) {
                throw Refused.invalid(
                        "there is no scope " + Excerpt.of(scope, 50) + "; there are " + String.join(", ", known));
            }
        }
        return new Client(
                uris,
                asked,
                word(line, "client_type", ClientType.class) == ClientType.PUBLIC,
                word(line, "calls", Calls.class) == Calls.BEARER,
                new Terms(
                        seconds(line, "access_s", ACCESS_S_MIN, ACCESS_S_MAX),
                        seconds(line, "refresh_s", REFRESH_S_MIN, REFRESH_S_MAX)));
    }

    private static Set<String> texts(JsonNode line, String name, int max) {
        var list = line.path(name);
        if (!list.isArray() || list.size() > max) {
            throw Refused.invalid(name + " must be a list of at most " + max + " texts");
        }
        var texts = new TreeSet<String>();
        list.forEach(item -> texts.add(item.asString("")));
        return texts;
    }

    private static <E extends Enum<E>> E word(JsonNode line, String name, Class<E> words) {
        var said = line.path(name).asString("");
        for (var word : words.getEnumConstants()) {
            if (word.name().equals(said)) {
                return word;
            }
        }
        throw Refused.invalid(
                name + " must be one of " + List.of(words.getEnumConstants()) + ", found " + Excerpt.of(said, 50));
    }

    private static Duration seconds(JsonNode line, String name, int min, int max) {
        var said = line.path(name);
        if (!said.isIntegralNumber() || !said.canConvertToInt() || said.intValue() < min || said.intValue() > max) {
            throw Refused.invalid(
                    name + " must be " + min + " to " + max + " seconds, found " + Excerpt.of(said.toString(), 50));
        }
        return Duration.ofSeconds(said.intValue());
    }

    @Override
    public void apply(MerchantId merchant, JsonNode value, Actor by) {
        for (var line : value) {
            clients.declare(new AppId(line.path("app_id").asString()), merchant, client(line));
        }
    }
}
