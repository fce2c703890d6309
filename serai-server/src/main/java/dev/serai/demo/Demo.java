package dev.serai.demo;

import dev.serai.consent.Clients;
import dev.serai.consent.Consents;
import dev.serai.consent.Scopes;
import dev.serai.core.CoreHttp;
import dev.serai.fact.CsvLoad;
import dev.serai.fact.FactType;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import dev.serai.openapi.ApiDocument;
import dev.serai.openapi.Granting;
import dev.serai.openapi.Grants;
import dev.serai.operator.Actor;
import dev.serai.operator.Operators;
import dev.serai.operator.Role;
import dev.serai.protocol.Signatures;
import dev.serai.release.Declarations;
import dev.serai.release.Snapshots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Loads the demo on a first start. Every step can be repeated: a start that was killed half way is gone on with, and a later
 * start finds everything there and only writes the addresses anew.
 */
@Component
class Demo implements ApplicationRunner, Snapshots.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

    /** How long a first start waits for the sample core, which starts beside us. */
    private static final Duration CORE_LIMIT = Duration.ofSeconds(60);

    private static final Consents.Terms TERMS = new Consents.Terms(Duration.ofHours(2), Duration.ofDays(30));

    private static final int PRODUCTS_SHOWN = 12;
    private static final List<String> FILES = List.of("contest-301.yaml", "campaign-201.yaml");
    private static final String RECEIPTS = "complete-journey/transactions.csv.gz";

    private final Joining joining;
    private final Clients clients;
    private final Scopes scopes;
    private final Apps apps;
    private final Granting granting;
    private final Grants grants;
    private final Snapshots snapshots;
    private final Declarations declarations;
    private final Operators operators;
    private final CsvLoad receipts;
    private final CoreHttp core;
    private final JdbcClient db;
    private final Clock clock;
    private final Path data;
    private final boolean wanted;
    private final Welcome welcome;

    Demo(
            Joining joining,
            Clients clients,
            Scopes scopes,
            Apps apps,
            Granting granting,
            Grants grants,
            Snapshots snapshots,
            Declarations declarations,
            Operators operators,
            CsvLoad receipts,
            CoreHttp core,
            JdbcClient db,
            Clock clock,
            Welcome welcome,
            @Value("${serai.data}") Path data,
            @Value("${serai.demo}") boolean wanted) {
        this.joining = joining;
        this.clients = clients;
        this.scopes = scopes;
        this.apps = apps;
        this.granting = granting;
        this.grants = grants;
        this.snapshots = snapshots;
        this.declarations = declarations;
        this.operators = operators;
        this.receipts = receipts;
        this.core = core;
        this.db = db;
        this.clock = clock;
        this.welcome = welcome;
        this.data = data;
        this.wanted = wanted;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        var access = Json.read(java.nio.file.Files.readString(data.resolve("access.json")));
        if (!wanted && !DemoFile.started(data)) {
            welcome.writeWithoutDemo(access);
            return;
        }
        var file = DemoFile.of(data, joining);
        merchants(file);
        keys(file);
        if (!done("activities")) {
            activities(file);
            staff(file);
            mark("activities");
        }
        if (!done("receipts")) {
            receipts();
            mark("receipts");
        }
        grantEverything(snapshots.now());
        file.publish(access, joining, products(file));
        welcome.write(access, file);
    }

    private void merchants(DemoFile file) {
        for (var app : file.apps()) {
            var id = new AppId(app.appId());
            made(app, id);
            if (!app.redirectUris().isEmpty() && clients.find(id).isEmpty()) {
                clients.declare(
                        id,
                        new MerchantId(app.merchantId()),
                        new Clients.Client(app.redirectUris(), scopes.all(), false, true, TERMS));
            }
        }
    }

    /** What the clients of other houses need besides; a demo of an earlier version gets it now. */
    private void keys(DemoFile file) {
        for (var app : file.apps()) {
            var id = new AppId(app.appId());
            if (!joining.hasAesKey(id)) {
                joining.aesKey(id, app.aesKey());
            }
            if (!app.publicKey().isEmpty() && joining.liveCertificate(id).isEmpty()) {
                joining.certificate(id, Signatures.publicKey(app.publicKey()));
            }
        }
    }

    private void made(DemoApp app, AppId id) {
        if (apps.find(app.appId()).isPresent()) {
            return;
        }
        boolean first = app.appId().equals(DemoApp.FIRST);
        var merchant = new MerchantId(app.merchantId());
        joining.joined(
                merchant,
                first ? "Plaza Partner" : "Corner Store",
                new Joining.NewApp(id, merchant, first ? "Demo" : "Demo, few grants", first, first, app.limitPerS()),
                app.secret(),
                app.publicKey());
        granting.call(id, "serai.ping", 1);
    }

    /** What an operator declares while the house stands, the first app may call and report at once. */
    @Override
    public void published(Snapshots.Snapshot now) {
        if (apps.find(DemoApp.FIRST).isPresent()) {
            grantEverything(now);
        }
    }

    /** The first app may do everything, also what is declared later. */
    private void grantEverything(Snapshots.Snapshot now) {
        var first = new AppId(DemoApp.FIRST);
        for (var document : now.all(ApiDocument.class, first)) {
            for (var operation : document.operations()) {
                if (!operation.open() && !grants.mayCall(first, operation.name(), operation.version())) {
                    granting.call(first, operation.name(), operation.version());
                }
            }
        }
        for (var type : now.all(FactType.class, first)) {
            if (!grants.mayReport(first, type.id())) {
                granting.report(first, type.id());
            }
        }
    }

    private void activities(DemoFile file) throws IOException {
        if (!file.hasSince()) {
            file.since(clock.instant().minus(Duration.ofDays(1)));
        }
        var files = FILES.stream()
                .map(name -> new Declarations.SourceFile(
                        name,
                        text("demo/" + name)
                                .replace("${demo_start}", file.since().toString())
                                .replace(
                                        "${demo_merchant}",
                                        file.apps().getFirst().merchantId())))
                .toList();
        declarations.apply(files, Actor.HOUSE);
    }

    private void staff(DemoFile file) {
        for (var operator : file.content().path("operators")) {
            operators.ensure(
                    operator.path("user").asString(),
                    Role.of(operator.path("role").asString()).orElseThrow(),
                    operator.path("password").asString());
        }
    }

    private void receipts() throws IOException {
        try (var csv = open("demo/" + RECEIPTS)) {
            var loaded = receipts.load("receipt", 1, csv, _ -> {});
            LOG.info("loaded the demo's receipts: {}", loaded.counts());
        }
    }

    private JsonNode products(DemoFile file) throws IOException {
        var kept = file.content().path("products");
        if (!kept.isMissingNode()) {
            return kept;
        }
        var limit = clock.instant().plus(CORE_LIMIT);
        while (clock.instant().isBefore(limit)) {
            if (core.call("GET", "/products?limit=" + PRODUCTS_SHOWN, null) instanceof CoreHttp.CoreAnswer.Done done) {
                var products = Json.MAPPER.createArrayNode();
                for (var product : done.body().path("products")) {
                    products.addObject()
                            .put("product_id", product.path("id").asString())
                            .put("price", product.path("price").asLong())
                            .put("currency", product.path("currency").asString());
                }
                file.products(products);
                return products;
            }
            pause();
        }
        LOG.warn("the sample core did not answer within {}; demo.json names no products", CORE_LIMIT);
        return Json.MAPPER.createArrayNode();
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }

    private boolean done(String step) {
        return db.sql("SELECT count(*) FROM demo.step WHERE name = ?")
                        .param(step)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private void mark(String step) {
        db.sql("INSERT INTO demo.step VALUES (?) ON CONFLICT DO NOTHING")
                .param(step)
                .update();
    }

    private static String text(String name) {
        try (var in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(Demo.class.getClassLoader().getResourceAsStream(name), name);
    }
}
