package dev.serai.consent;

import dev.serai.consent.Consents.Terms;
import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What apps declare of themselves as OAuth2 clients. An app that declared nothing can ask no user. */
@Component
public class Clients {
    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Consents consents;
    private final LiveTokens live;

    Clients(JdbcClient db, TransactionTemplate transactions, Consents consents, LiveTokens live) {
        this.db = db;
        this.transactions = transactions;
        this.consents = consents;
        this.live = live;
    }

    /**
     * One app's declaration.
     *
     * @param redirectUris where a browser may be sent with a code, compared character by character
     * @param scopes what it may ask for
     * @param publicClient whether it may do without a secret: an app on users' devices, which cannot keep one
     * @param bearer whether its calls may show an access token in place of a signature
     */
    public record Client(
            Set<String> redirectUris, Set<String> scopes, boolean publicClient, boolean bearer, Terms terms) {
        static final Client NONE =
                new Client(Set.of(), Set.of(), false, false, new Terms(Duration.ofHours(2), Duration.ofDays(30)));
    }

    /** Sets all of it; tokens given before keep their lifetimes and scopes. */
    public void declare(AppId app, MerchantId merchant, Client client) {
        transactions.executeWithoutResult(tx -> {
            long change = consents.change();
            consents.declare(app, merchant, client.terms);
            db.sql("""
                    INSERT INTO consent.client VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (app_id) DO UPDATE SET redirect_uris = excluded.redirect_uris, scopes = excluded.scopes,
                        public_client = excluded.public_client, bearer = excluded.bearer, change = excluded.change""")
                    .params(
                            app.value(),
                            merchant.value(),
                            sorted(client.redirectUris),
                            sorted(client.scopes),
                            client.publicClient,
                            client.bearer,
                            change)
                    .update();
        });
        live.look();
    }

    private static String[] sorted(Set<String> texts) {
        return new TreeSet<>(texts).toArray(String[]::new);
    }

    /** As it stands in the database: what a page or a token request decides by. */
    public Optional<Client> find(AppId app) {
        return db.sql("""
                        SELECT c.redirect_uris, c.scopes, c.public_client, c.bearer, t.access_s, t.refresh_s
                        FROM consent.client c JOIN consent.app_terms t USING (app_id) WHERE c.app_id = ?""")
                .param(app.value())
                .query((rs, _) -> new Client(
                        LiveTokens.texts(rs, 1),
                        LiveTokens.texts(rs, 2),
                        rs.getBoolean(3),
                        rs.getBoolean(4),
                        new Terms(Duration.ofSeconds(rs.getLong(5)), Duration.ofSeconds(rs.getLong(6)))))
                .optional();
    }
}
