package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.gateway.CoreReply.State;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CoreReplyTest {
    private static final int MOST = 1_000;
    private static final String HEAD = "HTTP/1.1 200 OK\r\n";

    /** Fed in pieces of these sizes, over and over; an empty list: all at once. */
    private static CoreReply read(String answer, List<Integer> pieces) {
        var reply = new CoreReply(MOST);
        var bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int size = pieces.isEmpty() ? bytes.length : pieces.get(i % pieces.size());
            int end = Math.min(bytes.length, at + size);
            if (reply.take(Arrays.copyOfRange(bytes, at, end)) != State.MORE) {
                break;
            }
            at = end;
        }
        return reply;
    }

    private static State state(String answer) {
        return read(answer, List.of()).take(new byte[0]);
    }

    private static String text(CoreReply reply) {
        return new String(reply.body(), StandardCharsets.ISO_8859_1);
    }

    @Property(tries = 300)
    void pieces_of_any_size_make_the_same_answer(
            @ForAll @Size(max = MOST) byte[] body,
            @ForAll @IntRange(min = 1, max = 200) int chunk,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 40) Integer> pieces) {
        var content = new String(body, StandardCharsets.ISO_8859_1);
        var chunked = new StringBuilder(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < content.length(); i += chunk) {
            var part = content.substring(i, Math.min(content.length(), i + chunk));
            chunked.append(Integer.toHexString(part.length()))
                    .append(";a=b\r\n")
                    .append(part)
                    .append("\r\n");
        }
        chunked.append("0\r\nX-Trailer: 1\r\n\r\n");
        var sized = HEAD + "content-length:  " + content.length() + "\r\n\r\n" + content;
        for (var answer : List.of(chunked.toString(), sized, "HTTP/1.1 100 Continue\r\n\r\n" + sized)) {
            var reply = read(answer, pieces);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(text(reply)).isEqualTo(content);
            assertThat(reply.reusable()).isTrue();
        }
    }

    @Example
    void a_connection_is_not_used_again_when_it_says_so_or_when_more_came_than_was_asked_for() {
        var body = "Content-Length: 2\r\n\r\n{}";
        assertThat(read(HEAD + body, List.of()).reusable()).isTrue();
        assertThat(read(HEAD + "Connection: close\r\n" + body, List.of()).reusable())
                .isFalse();
        assertThat(read("HTTP/1.0 200 OK\r\n" + body, List.of()).reusable()).isFalse();
        assertThat(read("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + body, List.of())
                        .reusable())
                .isTrue();
        assertThat(read(HEAD + body + "HTTP/1.1 200 OK\r\n", List.of()).reusable())
                .isFalse();
    }

    @Example
    void without_a_length_the_answer_ends_with_the_connection() {
        var reply = read(HEAD + "\r\nab", List.of());
        assertThat(reply.take(new byte[] {'c'})).isEqualTo(State.MORE);
        assertThat(reply.ended()).isEqualTo(State.WHOLE);
        assertThat(text(reply)).isEqualTo("abc");
        assertThat(reply.reusable()).isFalse();
    }

    @Example
    void an_answer_cut_off_is_broken() {
        for (var cut : List.of("", "HTTP/1.1 2", HEAD, HEAD + "Content-Length: 5\r\n\r\nab")) {
            assertThat(read(cut, List.of(1)).ended()).as(cut).isEqualTo(State.BROKEN);
        }
        assertThat(read(HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nab", List.of(1))
                        .ended())
                .isEqualTo(State.BROKEN);
    }

    @Example
    void what_could_be_read_in_two_ways_is_broken() {
        for (var head : List.of(
                "Content-Length: 2\r\nContent-Length: 3\r\n",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: -2\r\n",
                "Content-Length: +2\r\n",
                "Content-Length: 2,2\r\n",
                "Content-Length: ٢\r\n",
                "no colon\r\n",
                ": nameless\r\n")) {
            assertThat(state(HEAD + head + "\r\n{}")).as(head).isEqualTo(State.BROKEN);
        }
        for (var first : List.of("HTTP/2 200", "200 OK", "HTTP/1.1 abc OK", "HTTP/1.1 099 OK", "HTTP/1.1 101 Go")) {
            assertThat(state(first + "\r\nContent-Length: 2\r\n\r\n{}"))
                    .as(first)
                    .isEqualTo(State.BROKEN);
        }
        for (var chunk : List.of("zz\r\n", "-1\r\n", "\r\n", "2\r\nabc\r\n", "ffffffff\r\n")) {
            assertThat(state(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk))
                    .as(chunk)
                    .isEqualTo(State.BROKEN);
        }
    }

    @Example
    void nothing_grows_beyond_its_limit() {
        assertThat(state(HEAD + "Content-Length: " + (MOST + 1) + "\r\n\r\n")).isEqualTo(State.TOO_LONG);
        assertThat(state(HEAD + "Content-Length: 99999999999999999999\r\n\r\n")).isEqualTo(State.TOO_LONG);
        assertThat(state(HEAD + "\r\n" + "x".repeat(MOST + 1))).isEqualTo(State.TOO_LONG);
        var chunks = ("100\r\n" + "x".repeat(256) + "\r\n").repeat(4);
        assertThat(state(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks)).isEqualTo(State.TOO_LONG);
        assertThat(state(HEAD + "Transfer-Encoding: chunked\r\n\r\nfffff\r\n")).isEqualTo(State.TOO_LONG);
        assertThat(state(HEAD + "X: " + "x".repeat(CoreReply.HEAD_BYTES_MAX))).isEqualTo(State.BROKEN);
        assertThat(state(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + "0".repeat(CoreReply.HEAD_BYTES_MAX + 1)))
                .isEqualTo(State.BROKEN);
    }

    @Example
    void no_content_has_no_body_whatever_its_head_says() {
        var reply = read("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", List.of());
        assertThat(reply.take(new byte[0])).isEqualTo(State.WHOLE);
        assertThat(reply.body()).isEmpty();
    }
}
