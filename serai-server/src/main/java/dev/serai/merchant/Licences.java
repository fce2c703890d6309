package dev.serai.merchant;

import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Tokens;
import dev.serai.operator.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.util.UriUtils;

/** The files with which a merchant proves who he is. What a file is is told by its first bytes, never by its name. */
@Component
public class Licences {
    public static final int BYTES_MAX = 5 << 20;
    static final int FILES_MAX = 5;
    private static final int NAME_MAX = 120;

    private enum Type {
        PDF("application/pdf", "%PDF-".getBytes(StandardCharsets.US_ASCII)),
        PNG("image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}),
        JPEG("image/jpeg", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff});

        final String mediaType;
        final byte[] start;

        Type(String mediaType, byte[] start) {
            this.mediaType = mediaType;
            this.start = start;
        }
    }

    private final JdbcClient db;
    private final Ids ids;
    private final Clock clock;

    Licences(JdbcClient db, Ids ids, Clock clock) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
    }

    public record Licence(String fileId, String name, String type, int bytes, String sha256, Instant uploadedAt) {}

    public record Content(String name, String type, byte[] bytes) {
        /** To be saved, never shown as a page of ours. */
        public Map<String, String> headers() {
            return Map.of(
                    "Content-Type",
                    type,
                    "X-Content-Type-Options",
                    "nosniff",
                    "Content-Security-Policy",
                    "sandbox",
                    "Content-Disposition",
                    "attachment; filename*=UTF-8''" + UriUtils.encode(name, StandardCharsets.UTF_8));
        }
    }

    @Transactional
    public Licence add(MerchantId merchant, String name, byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            throw tooLarge();
        }
        var type = Arrays.stream(Type.values())
                .filter(t -> bytes.length > t.start.length
                        && Arrays.equals(bytes, 0, t.start.length, t.start, 0, t.start.length))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        415,
                        "file.type",
                        "the file is neither PDF, PNG nor JPEG by its first bytes; send one of these"));
        var shown = Profile.text("name", name, NAME_MAX).replaceAll("[\\p{Cntrl}\"/\\\\]", "_");
        open(merchant);
        long there = db.sql("SELECT count(*) FROM merchant.licence WHERE merchant_id = ?")
                .param(merchant.value())
                .query(Long.class)
                .single();
        if (there >= FILES_MAX) {
            throw Refused.conflict(
                    "file.too_many", FILES_MAX + " files are there already; delete one before you add another");
        }
        var licence =
                new Licence(ids.next(), shown, type.mediaType, bytes.length, Tokens.sha256(bytes), clock.instant());
        db.sql("INSERT INTO merchant.licence VALUES (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        licence.fileId,
                        merchant.value(),
                        shown,
                        type.mediaType,
                        bytes,
                        licence.sha256,
                        licence.uploadedAt.atOffset(ZoneOffset.UTC))
                .update();
        return licence;
    }

    public static Refused tooLarge() {
        return new Refused(
                413, "file.too_large", "a file may have at most " + BYTES_MAX + " bytes; send a smaller one");
    }

    @Transactional
    public void remove(MerchantId merchant, String fileId) {
        open(merchant);
        int gone = db.sql("DELETE FROM merchant.licence WHERE merchant_id = ? AND file_id = ?")
                .params(merchant.value(), fileId)
                .update();
        if (gone == 0) {
            throw unknown();
        }
    }

    /** Files change only while the application is the merchant's to change; a change is another version. */
    private void open(MerchantId merchant) {
        int open = db.sql("""
                        UPDATE merchant.merchant SET version = version + 1
                        WHERE merchant_id = ? AND status IN ('REGISTERED', 'ASKED', 'REJECTED')""").param(merchant.value()).update();
        if (open == 0) {
            throw Refused.conflict(
                    "merchant.status",
                    "licence files can be changed only while the application is REGISTERED, ASKED or REJECTED");
        }
    }

    List<Licence> of(MerchantId merchant) {
        return db.sql("""
                        SELECT file_id, name, type, length(content) AS bytes, sha256, uploaded_at
                        FROM merchant.licence WHERE merchant_id = ? ORDER BY uploaded_at, file_id""")
                .param(merchant.value())
                .query((rs, _) -> new Licence(
                        rs.getString("file_id"),
                        rs.getString("name"),
                        rs.getString("type"),
                        rs.getInt("bytes"),
                        rs.getString("sha256"),
                        rs.getObject("uploaded_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    public Content file(MerchantId merchant, String fileId) {
        return db.sql("SELECT name, type, content AS bytes FROM merchant.licence WHERE merchant_id = ? AND file_id = ?")
                .params(merchant.value(), fileId)
                .query((rs, _) -> new Content(rs.getString("name"), rs.getString("type"), rs.getBytes("bytes")))
                .optional()
                .orElseThrow(Licences::unknown);
    }

    private static Refused unknown() {
        return Refused.notFound("this merchant has no such file");
    }
}
