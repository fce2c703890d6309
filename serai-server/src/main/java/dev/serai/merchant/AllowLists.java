package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Excerpt;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Addresses from which a merchant's apps may call, changed in two steps: look what a new list would have done to the calls of
 * the last 24 hours, then apply just that list. An app with a list of its own follows that one.
 */
@Component
public class AllowLists {
    /** Ranges in one list. */
    public static final int RANGES_MAX = 200;

    /** How long a list that was looked at can be applied. */
    public static final Duration DRAFT_LIFE = Duration.ofMinutes(15);

    private static final Duration LOOKED_AT = Duration.ofHours(24);
    private static final int TEXT_LENGTH_MAX = 50;

    private final JdbcClient db;
    private final CallersSeen callers;
    private final Changes changes;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    AllowLists(JdbcClient db, CallersSeen callers, Changes changes, Audit audit, Clock clock) {
        this.db = db;
        this.callers = callers;
        this.changes = changes;
        this.audit = audit;
        this.clock = clock;
    }

    /** The list in force. @param ranges empty: any address */
    public record AllowList(
            List<String> ranges,
            @Nullable Instant changedAt,
            @Nullable String changedBy) {}

    /**
     * What a list would have done.
     *
     * @param token applies this very list
     * @param calls of the last 24 hours, from all addresses looked at
     * @param refused how many of them this list would have turned away
     * @param refusedFrom from where those came
     * @param yourAddress where this request came from
     * @param yourAddressIn whether calls from there would be let in
     */
    public record DryRun(
            String token,
            Instant expiresAt,
            List<String> ranges,
            long calls,
            long refused,
            List<CallersSeen.Caller> refusedFrom,
            String yourAddress,
            boolean yourAddressIn) {}

    public AllowList of(MerchantId merchant) {
        return db.sql("SELECT ranges, changed_at, changed_by FROM merchant.allow_list WHERE merchant_id = ?")
                .param(merchant.value())
                .query((rs, _) -> new AllowList(
                        List.of((String[]) rs.getArray(1).getArray()),
                        rs.getObject(2, OffsetDateTime.class).toInstant(),
                        rs.getString(3)))
                .optional()
                .orElse(new AllowList(List.of(), null, null));
    }

    /** The first step; changes nothing that holds. */
    @Transactional
    public DryRun look(MerchantId merchant, List<String> wanted, String yourAddress) {
        var ranges = read(wanted);
        var now = clock.instant();
        long calls = 0;
        long refused = 0;
        var refusedFrom = new ArrayList<CallersSeen.Caller>();
        for (var caller : callers.since(apps(merchant), now.minus(LOOKED_AT))) {
            calls += caller.calls();
            if (!in(ranges, caller.address())) {
                refused += caller.calls();
                refusedFrom.add(caller);
            }
        }
        var bytes = new byte[16];
        random.nextBytes(bytes);
        var token = HexFormat.of().formatHex(bytes);
        var texts = ranges.stream().map(AddressRange::text).toList();
        int known = db.sql("""
                        INSERT INTO merchant.allow_list_draft (merchant_id, token, ranges, refused, drafted_at)
                        SELECT merchant_id, :token, :ranges, :refused, :now FROM merchant.merchant WHERE merchant_id = :merchant
                        ON CONFLICT (merchant_id) DO UPDATE SET token = EXCLUDED.token, ranges = EXCLUDED.ranges,
                            refused = EXCLUDED.refused, drafted_at = EXCLUDED.drafted_at""")
                .param("merchant", merchant.value())
                .param("token", token)
                .param("ranges", texts.toArray(String[]::new))
                .param("refused", refused)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        if (known == 0) {
            throw Refused.notFound("there is no merchant " + Excerpt.of(merchant.value(), TEXT_LENGTH_MAX));
        }
        return new DryRun(
                token,
                now.plus(DRAFT_LIFE),
                texts,
                calls,
                refused,
                List.copyOf(refusedFrom),
                yourAddress,
                in(ranges, yourAddress));
    }

    /**
     * The second step: the list that was looked at holds from now on.
     *
     * @param refused how many calls the dry run said would have been refused; says that this was read
     */
    @Transactional
    public AllowList apply(MerchantId merchant, String token, long refused, Actor by) {
        set(merchant, confirmed(merchant, token, refused), by);
        return of(merchant);
    }

    /**
     * The list that was looked at, to be applied by whoever asks; the draft is used up. Joins the caller's transaction.
     *
     * @param refused as for apply
     */
    @Transactional
    public List<String> confirmed(MerchantId merchant, String token, long refused) {
        var draft = db.sql(
                        "SELECT token, ranges, refused, drafted_at FROM merchant.allow_list_draft WHERE merchant_id = ? FOR UPDATE")
                .param(merchant.value())
                .query((rs, _) -> new Draft(
                        rs.getString(1),
                        List.of((String[]) rs.getArray(2).getArray()),
                        rs.getLong(3),
                        rs.getObject(4, OffsetDateTime.class).toInstant()))
                .optional()
                .filter(it -> it.token.equals(token) && clock.instant().isBefore(it.at.plus(DRAFT_LIFE)))
                .orElseThrow(() -> Refused.conflict(
                        "allow_list.draft_gone",
                        "this list was looked at more than " + DRAFT_LIFE.toMinutes()
                                + " minutes ago, or another one after it; look again and apply that"));
        if (draft.refused != refused) {
            throw Refused.conflict(
                    "allow_list.refuses_calls",
                    "this list would have refused " + draft.refused + " calls of the last 24 hours; send refused: "
                            + draft.refused + " if that is wanted, found " + refused);
        }
        db.sql("DELETE FROM merchant.allow_list_draft WHERE merchant_id = ?")
                .param(merchant.value())
                .update();
        return draft.ranges;
    }

    private record Draft(String token, List<String> ranges, long refused, Instant at) {}

    /** Puts a list in force at once: a revision that was approved, or one that is taken back. */
    @Transactional
    public void set(MerchantId merchant, List<String> wanted, Actor by) {
        var texts = read(wanted).stream().map(AddressRange::text).toList();
        db.sql("""
                INSERT INTO merchant.allow_list (merchant_id, ranges, changed_at, changed_by) VALUES (?, ?, ?, ?)
                ON CONFLICT (merchant_id) DO UPDATE SET ranges = EXCLUDED.ranges, changed_at = EXCLUDED.changed_at,
                    changed_by = EXCLUDED.changed_by""")
                .param(merchant.value())
                .param(texts.toArray(String[]::new))
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(by.name())
                .update();
        changes.happened();
        audit.record(by, "merchant.allow_list", merchant.value(), texts.isEmpty() ? "any" : String.join(", ", texts));
    }

    /** An app with a list of its own does not follow the merchant's. */
    private List<AppId> apps(MerchantId merchant) {
        return db.sql("SELECT app_id FROM merchant.app WHERE merchant_id = ? AND allow_list = '{}'")
                .param(merchant.value())
                .query((rs, _) -> new AppId(rs.getString(1)))
                .list();
    }

    /** Reads a list strictly: each a block without bits beyond its prefix, none twice. */
    static List<AddressRange> read(List<String> wanted) {
        if (wanted.size() > RANGES_MAX) {
            throw Refused.invalid("a list may have at most " + RANGES_MAX + " ranges, found " + wanted.size());
        }
        var ranges = new ArrayList<AddressRange>();
        var seen = new LinkedHashSet<String>();
        for (var text : wanted) {
            if (text == null || text.length() > TEXT_LENGTH_MAX) {
                throw Refused.invalid("a range must be an address or CIDR block of at most " + TEXT_LENGTH_MAX
                        + " characters, found " + (text == null ? "null" : Excerpt.of(text, TEXT_LENGTH_MAX)));
            }
            AddressRange range;
            try {
                range = AddressRange.parse(text.strip());
            } catch (IllegalArgumentException e) {
                throw Refused.invalid(String.valueOf(e.getMessage()));
            }
            var first = range.first();
            if (!Arrays.equals(first, range.network())) {
                throw Refused.invalid(range.text() + " has bits beyond its prefix; write "
                        + hostAddress(first) + "/" + range.bits() + " if the whole block is meant, or the single"
                        + " address without a prefix");
            }
            if (!seen.add(HexFormat.of().formatHex(first) + "/" + range.bits())) {
                throw Refused.invalid(range.text() + " stands twice in the list; leave one out");
            }
            ranges.add(range);
        }
        return ranges;
    }

    private static boolean in(List<AddressRange> ranges, String address) {
        if (ranges.isEmpty()) {
            return true;
        }
        try {
            var bytes = InetAddress.ofLiteral(address).getAddress();
            return ranges.stream().anyMatch(range -> range.contains(bytes));
        } catch (IllegalArgumentException e) {
            return false; // "page": a call from a page session has no address of a merchant's
        }
    }

    private static String hostAddress(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }
}
