package dev.serai.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.protocol.Refusal;
import dev.serai.push.ReceiverUrl.ForbiddenAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    private static final Addresses PUBLIC = new Addresses(false);
    private static final Addresses AT_HOME = new Addresses(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.0.0.1:8081/",
                "http://127.255.255.254/",
                "http://127.0.0.1./",
                "http://localhost/",
                "http://LOCALHOST/",
                "http://2130706433/",
                "http://017700000001/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://127.0.1/",
                "http://0/",
                "http://0.0.0.0/",
                "http://0.1.2.3/",
                "http://10.0.0.1/",
                "http://10.255.255.255/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.168.1.1/",
                "http://100.64.0.1/",
                "http://100.100.100.200/",
                "http://168.63.129.16/",
                "http://169.254.169.254/latest/meta-data/",
                "http://2852039166/",
                "http://0xa9fea9fe/",
                "http://192.0.0.192/",
                "http://192.0.2.1/",
                "http://192.88.99.1/",
                "http://198.18.0.1/",
                "http://198.51.100.7/",
                "http://203.0.113.9/",
                "http://224.0.0.1/",
                "http://239.255.255.250/",
                "http://240.0.0.1/",
                "http://255.255.255.255/",
                "http://[::]/",
                "http://[::1]/",
                "http://[0:0:0:0:0:0:0:1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::ffff:169.254.169.254]/",
                "http://[::127.0.0.1]/",
                "http://[::ffff:0:127.0.0.1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[64:ff9b::169.254.169.254]/",
                "http://[64:ff9b:1::a00:1]/",
                "http://[2002:7f00:1::]/",
                "http://[2002:a9fe:a9fe::]/",
                "http://[2001:0:53aa:64c::1]/",
                "http://[2001:db8::1]/",
                "http://[3fff::1]/",
                "http://[fc00::1]/",
                "http://[fd00:ec2::254]/",
                "http://[fe80::1]/",
                "http://[fe80::1%25lo]/",
                "http://[fec0::1]/",
                "http://[ff02::1]/",
                "http://[100::1]/",
                "http://user@127.0.0.1/",
                "http://example.com@127.0.0.1/",
                "http://127.0.0.1\\@example.com/",
                "http://①②⑦.0.0.1/",
                "http://127。0。0。1/",
                "http://%6c%6f%63%61%6c%68%6f%73%74/",
            })
    void no_spelling_of_an_inner_address_gets_through(String url) {
        assertThatThrownBy(() -> ReceiverUrl.parse(url).resolve(PUBLIC))
                .isInstanceOfAny(Refusal.class, ForbiddenAddress.class, UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://8.8.8.8/hook",
                "https://1.1.1.1:8443/a?b=c",
                "https://[2606:4700:4700::1111]/",
                "http://[64:ff9b::808:808]/",
                "http://172.32.0.1/",
                "http://100.128.0.1/",
            })
    void public_addresses_do(String url) throws Exception {
        assertThat(ReceiverUrl.parse(url).resolve(PUBLIC)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "http://[::ffff:127.0.0.1]/"})
    void loopback_is_a_receiver_only_while_the_door_listens_there_too(String url) throws Exception {
        assertThat(ReceiverUrl.parse(url).resolve(AT_HOME).isLoopbackAddress()).isTrue();
        assertThatThrownBy(() -> ReceiverUrl.parse(url).resolve(PUBLIC)).isInstanceOf(ForbiddenAddress.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://0.0.0.0/", "http://10.0.0.1/", "http://169.254.169.254/", "http://[64:ff9b::7f00:1]/"})
    void loopback_allowed_allows_nothing_else(String url) {
        assertThatThrownBy(() -> ReceiverUrl.parse(url).resolve(AT_HOME)).isInstanceOf(ForbiddenAddress.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "ftp://example.com/",
                "file:///etc/passwd",
                "http:///x",
                "http://a:b@example.com/",
                "http://example.com/#x",
                "http://example.com:0/",
                "http://example.com:65536/",
                "http://exa mple.com/",
                "http://example.com/\r\nx: y",
                "javascript:alert(1)",
            })
    void what_is_no_receivers_url_is_refused_with_its_rule(String url) {
        assertThatThrownBy(() -> ReceiverUrl.parse(url))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("url");
    }

    @Test
    void a_url_has_an_end() {
        assertThatThrownBy(() -> ReceiverUrl.parse("http://example.com/" + "x".repeat(2048)))
                .hasMessageContaining("2048");
    }

    @Test
    void path_and_query_are_kept_as_written() {
        assertThat(ReceiverUrl.parse("https://Example.com/a%2Fb?c=%20d&e").target())
                .isEqualTo("/a%2Fb?c=%20d&e");
        assertThat(ReceiverUrl.parse("https://example.com").target()).isEqualTo("/");
        assertThat(ReceiverUrl.parse("https://example.com").port()).isEqualTo(443);
        assertThat(ReceiverUrl.parse("http://example.com").port()).isEqualTo(80);
    }
}
