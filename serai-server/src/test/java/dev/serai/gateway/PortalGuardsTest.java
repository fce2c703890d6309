package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.operator.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who may do what at portal and desk, and what he sees of others. */
class PortalGuardsTest extends MerchantTests {
    /** One of each role for all routes: a password is hashed on purpose slowly. */
    private static final Map<Role, Person> STAFF = new EnumMap<>(Role.class);

    @Autowired
    RequestMappingHandlerMapping routes;

    @ParameterizedTest
    @CsvSource({
        "POST, /ask, business_manager",
        "POST, /reject, business_manager",
        "POST, /approve, business_manager",
        "POST, /checklist/errors, product_manager",
        "POST, /go-live, product_manager",
        "POST, /suspend, business_manager operations",
        "POST, /resume, business_manager operations",
        "POST, /close, business_manager",
        "POST, /contracts, business_manager",
        "POST, /contracts/1/end, business_manager",
        "POST, /changes/1/approve, business_manager",
        "POST, /changes/1/reject, business_manager",
        "POST, /changes/1/reverse, business_manager",
        "GET, /licences/x, business_manager auditor"
    })
    void each_staff_route_is_for_its_roles_only(String method, String route, String allowed) throws Exception {
        var path = "/api/merchants/nobody" + route;
        for (var role : Role.values()) {
            var answer = send(
                    method,
                    path,
                    oneOf(role),
                    method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"));
            boolean may =
                    role == Role.SUPER_ADMIN || List.of(allowed.split(" ")).contains(role.word());
            assertThat(answer.code().equals("role.denied"))
                    .as("%s %s", role, route)
                    .isEqualTo(!may);
        }
        assertThat(send(method, path, Person.NOBODY, BodyPublishers.noBody()).status())
                .isEqualTo(401);
    }

    private Person oneOf(Role role) throws Exception {
        var known = STAFF.get(role);
        if (known == null || get("/api/me", known).status() != 200) {
            known = staff(role);
            STAFF.put(role, known);
        }
        return known;
    }

    /** Every portal route there is, so that a new one cannot be forgotten. */
    @Test
    void nobody_reaches_a_portal_route_without_a_session_or_changes_anything_without_its_csrf() throws Exception {
        var owner = registered();
        var open = Set.of("/portal/api/login", "/portal/api/register");
        int seen = 0;
        for (var route : routes.getHandlerMethods().entrySet()) {
            for (var path : route.getKey().getPatternValues()) {
                if (!path.startsWith("/portal/api/") || open.contains(path)) {
                    continue;
                }
                var method = route.getKey()
                        .getMethodsCondition()
                        .getMethods()
                        .iterator()
                        .next()
                        .name();
                var real = path.replaceAll("\\{[^}]+}", "x");
                assertThat(send(method, real, Person.NOBODY, BodyPublishers.ofString("{}"))
                                .status())
                        .as("%s %s %s", method, path, route.getValue().getShortLogMessage())
                        .isEqualTo(401);
                if (!method.equals("GET")) {
                    var forged = new Person(owner.cookie(), "forged", owner.login());
                    assertThat(send(method, real, forged, BodyPublishers.ofString("{}"))
                                    .code())
                            .as("%s %s", method, path)
                            .isEqualTo("csrf.mismatch");
                }
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(10);
    }

    @Test
    void another_merchants_things_are_as_unknown_as_none() throws Exception {
        var one = approved();
        var other = approved();
        var app = app(one, "SANDBOX");
        secret(one, app, 0);
        var key = get("/portal/api/apps", one)
                .body()
                .path("apps")
                .path(0)
                .path("keys")
                .path(0)
                .path("key_id")
                .asString();
        var file = get("/portal/api/application", one)
                .body()
                .path("licences")
                .path(0)
                .path("file_id")
                .asString();
        var own = app(other, "SANDBOX");
        assertThat(post("/portal/api/changes", one, "{'kind':'access_mode','after':'SDK'}")
                        .status())
                .isEqualTo(201);
        for (var answer : new Answer[] {
            post("/portal/api/apps/" + app + "/secrets", other, "{'overlap_hours':0}"),
            post("/portal/api/apps/" + app + "/rsa-keys", other, "{'overlap_hours':0}"),
            post("/portal/api/apps/" + app + "/sm2-keys", other, "{'overlap_hours':0}"),
            post("/portal/api/apps/" + app + "/aes-keys", other, "{'overlap_hours':0}"),
            post("/portal/api/apps/" + app + "/certificates", other, "{'overlap_hours':0}"),
            post("/portal/api/apps/" + app + "/keys/" + key + "/end", other, "{}"),
            post("/portal/api/apps/" + own + "/keys/" + key + "/end", other, "{}"),
            post("/portal/api/changes/1/withdraw", other, "{}"),
            post("/portal/api/changes/1/reverse", other, "{}"),
            get("/portal/api/application/licences/" + file, other),
            send("PATCH", "/portal/api/team/" + one.login(), other, BodyPublishers.ofString("{\"enabled\":false}")),
        }) {
            assertThat(answer.code()).isEqualTo("not_found");
            assertThat(answer.body().toString()).doesNotContain(merchant(one)).doesNotContain(one.login());
        }
    }

    @Test
    void a_developer_helps_himself_in_the_sandbox_and_nowhere_else() throws Exception {
        var owner = approved();
        var login = login();
        post(
                "/portal/api/team",
                owner,
                "{'login':'" + login + "','name':'Li','role':'developer','password':'" + PASSWORD + "'}");
        var in = post("/portal/api/login", Person.NOBODY, "{'login':'" + login + "','password':'" + PASSWORD + "'}");
        var developer = new Person(in.cookie(), in.body().path("csrf").asString(), login);

        secret(developer, app(developer, "SANDBOX"), 0);
        assertThat(get("/portal/api/team", developer).code()).isEqualTo("role.denied");
        assertThat(post("/portal/api/application/submit", developer, "{}").code())
                .isEqualTo("role.denied");
        assertThat(send(
                                "PATCH",
                                "/portal/api/team/" + owner.login(),
                                owner,
                                BodyPublishers.ofString("{\"enabled\":false}"))
                        .code())
                .isEqualTo("team.last_owner");
        send("PATCH", "/portal/api/team/" + login, owner, BodyPublishers.ofString("{\"enabled\":false}"));
        assertThat(get("/portal/api/me", developer).code()).isEqualTo("session.expired");
    }
}
