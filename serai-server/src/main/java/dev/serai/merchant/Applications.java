package dev.serai.merchant;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Passwords;
import dev.serai.operator.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What merchants told about themselves when they joined, and what became of it. */
@Component
public class Applications {
    /** Tries from one address in {@link #REGISTERING_WINDOW}; an office seldom has more to register. */
    static final int REGISTERING_MAX = 10;

    static final Duration REGISTERING_WINDOW = Duration.ofHours(1);

    private static final int NAME_MAX = 100;

    /** What may be a whole phone number: five digits or more, written in any way. */
    private static final Pattern PHONE = Pattern.compile("[+0-9(](?=(?:[^0-9]*[0-9]){4})[0-9 ()-]{4,30}");

    private final JdbcClient db;
    private final Passwords passwords;
    private final Merchants merchants;
    private final Licences licences;
    private final ContactTable contacts;
    private final Ids ids;
    private final Clock clock;

    Applications(
            JdbcClient db,
            Passwords passwords,
            Merchants merchants,
            Licences licences,
            ContactTable contacts,
            Ids ids,
            Clock clock) {
        this.contacts = contacts;
        this.db = db;
        this.passwords = passwords;
        this.merchants = merchants;
        this.licences = licences;
        this.ids = ids;
        this.clock = clock;
    }

    public record Step(Instant at, String by, String kind, String text) {}

    public record Title(
            @JsonProperty("zh-CN") String zh,
            @JsonProperty("en") String en) {}

    public record Item(
            String item,
            Title title,
            @Nullable String signedBy,
            @Nullable Instant signedAt) {}

    /** @param version rises with each change, so that nobody decides on what he has not read */
    public record Application(
            String merchantId,
            MerchantStatus status,
            Profile.Company company,
            List<Profile.Contact> contacts,
            Profile.AccessMode accessMode,
            String scenario,
            int version,
            List<Licences.Licence> licences,
            List<Step> steps,
            List<Item> checklist) {
        /** With its contacts masked. */
        public Application masked() {
            return new Application(
                    merchantId,
                    status,
                    company,
                    contacts.stream().map(Profile.Contact::masked).toList(),
                    accessMode,
                    scenario,
                    version,
                    licences,
                    steps,
                    checklist);
        }
    }

    /** A merchant in staff's list. */
    public record Line(
            String merchantId,
            String name,
            MerchantStatus status,
            Profile.AccessMode accessMode,
            Instant registeredAt,
            int apps) {}

    /** Takes a merchant and his first owner in. Anyone may; a flood from one address is stopped. */
    @Transactional
    public MerchantId register(
            @Nullable String login, @Nullable String password, @Nullable String name, Profile profile) {
        var email = Profile.email("login", login);
        var who = Profile.text("name", name, NAME_MAX);
        if (password == null) {
            throw Refused.invalid("password is required");
        }
        var hash = passwords.hash(password);
        var id = new MerchantId("m_" + ids.next().toLowerCase(Locale.ROOT));
        db.sql("INSERT INTO merchant.merchant (merchant_id, name, created_at, status) VALUES (?, ?, ?, 'REGISTERED')")
                .params(id.value(), profile.company().name(), now())
                .update();
        write(id, profile);
        try {
            db.sql("""
                    INSERT INTO merchant.account (login, merchant_id, name, role, password_hash, created_at)
                    VALUES (?, ?, ?, 'OWNER', ?, ?)""").params(email, id.value(), who, hash, now()).update();
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("login.taken", "somebody is registered with this e-mail address; sign in instead");
        }
        var owner = new Account(email, id, who, Account.Role.OWNER, "");
        merchants.step(id, Party.merchant(owner), "REGISTERED", "");
        return id;
    }

    /** To be called before each try to register, in a transaction of its own: each try counts, also one that comes to nothing. */
    @Transactional
    public void knock(String address) {
        db.sql("DELETE FROM merchant.registering WHERE at <= ?")
                .param(now().minus(REGISTERING_WINDOW))
                .update();
        db.sql("SELECT pg_advisory_xact_lock(hashtext('merchant.registering'))").query(rs -> {});
        long tries = db.sql("SELECT count(*) FROM merchant.registering WHERE address = ?")
                .param(address)
                .query(Long.class)
                .single();
        if (tries >= REGISTERING_MAX) {
            throw new Refused(
                    429,
                    "register.throttled",
                    "this address tried to register " + REGISTERING_MAX + " times within an hour; try again later");
        }
        db.sql("INSERT INTO merchant.registering VALUES (?, ?)")
                .params(address, now())
                .update();
    }

    /** Changes what was told, while it is still the merchant's to change. */
    @Transactional
    public void update(MerchantId id, Profile profile, @Nullable Integer version) {
        int changed = db.sql("""
                        UPDATE merchant.merchant SET version = version + 1, name = ?
                        WHERE merchant_id = ? AND version = ? AND status IN ('REGISTERED', 'ASKED', 'REJECTED')""")
                .params(profile.company().name(), id.value(), version == null ? -1 : version)
                .update();
        if (changed == 0) {
            var found = find(id, true);
            throw switch (found.status) {
                case REGISTERED, ASKED, REJECTED ->
                    Refused.conflict(
                            "version.conflict",
                            "the application is at version " + found.version + ", found " + version
                                    + "; read it again and repeat the change");
                default ->
                    Refused.conflict(
                            "merchant.status",
                            "the merchant is " + found.status
                                    + "; the application can be changed only while it is REGISTERED, ASKED or REJECTED");
            };
        }
        write(id, profile);
    }

    private void write(MerchantId id, Profile profile) {
        db.sql("""
                UPDATE merchant.merchant SET registration_no = ?, address = ?, scenario = ?, access_mode = ?
                WHERE merchant_id = ?""")
                .params(
                        profile.company().registrationNo(),
                        profile.company().address(),
                        profile.scenario(),
                        profile.accessMode().name(),
                        id.value())
                .update();
        contacts.replace(id, profile.contacts());
    }

    /** @param own whether the merchant himself reads: who of the staff decided stays inside */
    @Transactional(readOnly = true)
    public Application find(MerchantId id, boolean own) {
        return db.sql("""
                        SELECT name, status, version, registration_no, address, scenario, access_mode
                        FROM merchant.merchant WHERE merchant_id = ?""")
                .param(id.value())
                .query((rs, _) -> application(id, own, rs))
                .optional()
                .orElseThrow(() -> Refused.notFound("there is no merchant " + id.value()));
    }

    private Application application(MerchantId id, boolean own, ResultSet rs) throws SQLException {
        return new Application(
                id.value(),
                MerchantStatus.valueOf(rs.getString("status")),
                new Profile.Company(rs.getString("name"), rs.getString("registration_no"), rs.getString("address")),
                contacts.of(id),
                Profile.AccessMode.valueOf(rs.getString("access_mode")),
                rs.getString("scenario"),
                rs.getInt("version"),
                licences.of(id),
                steps(id, own),
                checklist(id, own));
    }

    private List<Step> steps(MerchantId id, boolean own) {
        return db.sql("SELECT at, actor, staff, kind, text FROM merchant.step WHERE merchant_id = ? ORDER BY n")
                .param(id.value())
                .query((rs, _) -> new Step(
                        instant(rs, "at"),
                        own && rs.getBoolean("staff") ? "staff" : rs.getString("actor"),
                        rs.getString("kind"),
                        rs.getString("text")))
                .list();
    }

    private List<Item> checklist(MerchantId id, boolean own) {
        var signed = new HashMap<String, Item>();
        db.sql("SELECT item, signed_by, signed_at FROM merchant.checked_item WHERE merchant_id = ?")
                .param(id.value())
                .query(rs -> {
                    signed.put(
                            rs.getString("item"),
                            new Item("", new Title("", ""), rs.getString("signed_by"), instant(rs, "signed_at")));
                });
        return Arrays.stream(Checklist.values())
                .map(item -> {
                    var by = signed.get(item.word());
                    return new Item(
                            item.word(),
                            new Title(item.zh(), item.en()),
                            by == null ? null : own ? "staff" : by.signedBy,
                            by == null ? null : by.signedAt);
                })
                .toList();
    }

    /** For staff, by id; {@code text} is looked for in name and id, or is a contact's whole phone number. */
    public List<Line> list(@Nullable MerchantStatus status, String text, String after, int limit) {
        var phone = PHONE.matcher(text).matches() ? contacts.hash(text) : "";
        return db.sql("""
                        SELECT m.merchant_id, m.name, m.status, m.access_mode, m.created_at,
                               (SELECT count(*) FROM merchant.app a WHERE a.merchant_id = m.merchant_id) AS apps
                        FROM merchant.merchant m
                        WHERE (:status = '' OR m.status = :status) AND m.merchant_id > :after
                          AND (:text = '' OR position(lower(:text) IN lower(m.name)) > 0
                               OR position(:text IN m.merchant_id) > 0
                               OR :phone <> '' AND EXISTS (SELECT 1 FROM merchant.contact c
                                    WHERE c.merchant_id = m.merchant_id AND c.phone_hash = :phone))
                        ORDER BY m.merchant_id LIMIT :limit""")
                .param("status", status == null ? "" : status.name())
                .param("after", after)
                .param("text", text)
                .param("phone", phone)
                .param("limit", limit)
                .query((rs, _) -> new Line(
                        rs.getString("merchant_id"),
                        rs.getString("name"),
                        MerchantStatus.valueOf(rs.getString("status")),
                        Profile.AccessMode.valueOf(rs.getString("access_mode")),
                        instant(rs, "created_at"),
                        rs.getInt("apps")))
                .list();
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        return rs.getObject(column, OffsetDateTime.class).toInstant();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
