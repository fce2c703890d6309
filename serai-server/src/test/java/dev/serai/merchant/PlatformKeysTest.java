package dev.serai.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Sealer;
import dev.serai.protocol.KeySerial;
import dev.serai.protocol.Signatures;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The house's own authority: what it writes, and when. */
@HouseTest
@Timeout(60)
class PlatformKeysTest {
    @Autowired
    Joining joining;

    @Autowired
    Sealer sealer;

    @Autowired
    Changes changes;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Apps apps;

    @Autowired
    JdbcClient db;

    @Test
    void the_platforms_certificate_is_for_the_platforms_key_under_the_one_root() throws Exception {
        var key = Signatures.publicKey(joining.platformPublicKey());
        var house = joining.platformCertificates();
        var root = Certificates.read(house.rootCertificate());
        var certificate = Certificates.read(house.certificate());
        root.verify(root.getPublicKey());
        certificate.verify(root.getPublicKey());
        assertThat(certificate.getPublicKey()).isEqualTo(key);
        assertThat(root.getBasicConstraints()).isZero();
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getIssuerX500Principal().getName()).isEqualTo("CN=Serai Root,O=Serai");
        assertThat(Certificates.sn(certificate)).isEqualTo(house.certSn()).matches("[0-9a-f]{32}");
    }

    @Test
    void an_apps_certificate_bears_the_number_of_its_key_and_the_next_for_that_key_another() throws Exception {
        var app = app();
        var key = Joining.newPair().getPublic();
        var first = certificate(app, key);
        var second = certificate(app, key);
        var root = Certificates.read(joining.platformCertificates().rootCertificate());
        first.verify(root.getPublicKey());
        assertThat(Certificates.serialNo(first)).isEqualTo(KeySerial.of(key));
        assertThat(second.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
        assertThat(first.getSubjectX500Principal().getName()).contains("CN=" + app);
    }

    private X509Certificate certificate(AppId app, PublicKey key) throws Exception {
        return Certificates.read(joining.certificate(app, key).pem());
    }

    private AppId app() {
        var app = new AppId("app-" + UUID.randomUUID());
        var merchant = new MerchantId("m-" + app);
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(app, merchant, "Test", false, false, 50));
        return app;
    }

    @Test
    void a_certificate_near_its_end_gets_one_successor_and_stays_to_be_had() throws Exception {
        var before = joining.platformCertificates();
        var ends = Certificates.read(before.certificate()).getNotAfter().toInstant();
        // Two nodes whose clock runs years ahead; that of the house stays, for the other tests' sake.
        var clock = new MovableClock();
        var one = new PlatformKeys(db, sealer, changes, transactions, clock);
        var other = new PlatformKeys(db, sealer, changes, transactions, clock);
        clock.advance(Duration.between(clock.instant(), ends).minus(PlatformKeys.RENEWED_BEFORE.plusDays(1)));
        one.make();
        assertThat(joining.platformCertificates()).isEqualTo(before);
        clock.advance(Duration.ofDays(2));
        try (var nodes = Executors.newFixedThreadPool(2)) {
            var first = nodes.submit(one::make);
            nodes.submit(other::make).get();
            first.get();
        }
        one.destroy();
        other.destroy();
        var after = joining.platformCertificates();
        assertThat(after.certSn()).isNotEqualTo(before.certSn());
        assertThat(after.rootCertSn()).isEqualTo(before.rootCertSn());
        assertThat(Certificates.read(after.certificate()).getPublicKey())
                .isEqualTo(Certificates.read(before.certificate()).getPublicKey());
        Awaitility.await()
                .untilAsserted(() -> assertThat(apps.platform().certSn()).isEqualTo(after.certSn()));
        assertThat(apps.platform().certificates())
                .containsEntry(before.certSn(), before.certificate())
                .containsEntry(after.certSn(), after.certificate());
        assertThat(db.sql("SELECT count(*) FROM merchant.house_certificate WHERE made_at >= ?")
                        .param(clock.instant().minus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC))
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }
}
