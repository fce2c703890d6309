package dev.serai.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** The core behind every peer: answers each GET with the same post at once, over keep-alive connections. */
final class Upstream implements AutoCloseable {
    static final String BODY = """
            {"id":"post-1","author":{"user_id":"u-1001","nickname":"bench"},"title":"A fixed post for measuring",\
            "text":"The same three hundred and some bytes for everybody, so that nobody's core is faster.",\
            "tags":["one","two","three"],"likes":12,"comments":3,"views":4567,"circle_id":"c-77",\
            "created_at":"2026-11-21T08:00:00+08:00"}""";

    private static final byte[] ANSWER = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + BODY.length() + "\r\n\r\n" + BODY)
            .getBytes(StandardCharsets.US_ASCII);
    private static final int REQUEST_BYTES_MAX = 16 << 10;

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listening = ServerSocketChannel.open();

    Upstream(int port) throws IOException {
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
        Thread.ofPlatform().name("upstream").daemon().start(this::serve);
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready);
            }
        } catch (ClosedSelectorException e) {
            return; // closed: the bench is over
        } catch (IOException e) {
            throw new UncheckedIOException("the upstream ended", e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                var channel = listening.accept();
                if (channel != null) {
                    channel.configureBlocking(false);
                    channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(REQUEST_BYTES_MAX));
                }
            } else {
                answer(key);
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    /** A request of ours has no body: it ends with its head. */
    private static void answer(SelectionKey key) throws IOException {
        var channel = (SocketChannel) key.channel();
        var in = (ByteBuffer) key.attachment();
        if (channel.read(in) < 0) {
            channel.close();
            return;
        }
        int end = in.position();
        if (end >= 4 && in.get(end - 4) == '\r' && in.get(end - 2) == '\r' && in.get(end - 1) == '\n') {
            in.clear();
            var out = ByteBuffer.wrap(ANSWER);
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        selector.close();
    }
}
