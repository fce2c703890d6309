package dev.serai.gateway;

import dev.serai.merchant.AddressRange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// From where a call came. That is the socket's other end, unless that is a proxy of our own: then the header which our
/// proxies
/// write is read from right to left, past our own proxies, to the first address that is none of them. What stands
/// further
/// left was sent by whoever called, and is never looked at; neither is the header our proxies do not write.
@Component
class ClientAddress {
    /** Hops looked at; a longer chain is somebody's play. */
    private static final int HOPS_MAX = 20;

    private final List<AddressRange> proxies;
    private final boolean forwarded;

    /**
     * @param proxies CIDR blocks, by commas; empty: nobody is believed
     * @param header {@code x-forwarded-for}, or {@code forwarded} (RFC 7239)
     */
    ClientAddress(@Value("${serai.proxies}") String proxies, @Value("${serai.proxy-header}") String header) {
        this.proxies = Arrays.stream(proxies.split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(AddressRange::parse)
                .toList();
        var name = header.toLowerCase(Locale.ROOT);
        if (!name.equals("x-forwarded-for") && !name.equals("forwarded")) {
            throw new IllegalArgumentException(
                    "SERAI_PROXY_HEADER must be x-forwarded-for or forwarded, was " + header);
        }
        this.forwarded = name.equals("forwarded");
    }

    String of(HttpServerRequest request) {
        var peer = request.remoteAddress().hostAddress();
        return proxies.isEmpty() ? peer : of(peer, request.headers());
    }

    String of(String peer, MultiMap headers) {
        if (!ours(peer)) {
            return peer;
        }
        // Several lines of one header are one list (RFC 9110 §5.2).
        var hops = String.join(",", headers.getAll(forwarded ? "forwarded" : "x-forwarded-for"))
                .split(",", -1);
        var seen = peer;
        for (int i = hops.length - 1, looked = 0; i >= 0 && looked < HOPS_MAX; i--, looked++) {
            var hop = address(forwarded ? forwardedFor(hops[i]) : hops[i]);
            if (hop == null) {
                return seen; // Not an address: the last one that is proven.
            }
            seen = hop;
            if (!ours(hop)) {
                return hop;
            }
        }
        return seen;
    }

    private boolean ours(String address) {
        var bytes = bytes(address);
        return bytes != null && proxies.stream().anyMatch(proxy -> proxy.contains(bytes));
    }

    /** The for of one element: {@code for="[2001:db8::1]:4711";proto=https}. */
    private static String forwardedFor(String element) {
        for (var pair : element.split(";")) {
            var text = pair.strip();
            if (text.regionMatches(true, 0, "for=", 0, 4)) {
                var value = text.substring(4);
                return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                        ? value.substring(1, value.length() - 1)
                        : value;
            }
        }
        return "";
    }

    /** The plain address in {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1} or {@code [2001:db8::1]:80}. */
    private static @Nullable String address(String hop) {
        var text = hop.strip();
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            text = end < 0 ? "" : text.substring(1, end);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            text = text.substring(0, text.indexOf(':'));
        }
        var bytes = bytes(text);
        return bytes == null ? null : text(bytes);
    }

    private static String text(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** The address as bytes, an IPv4 one inside IPv6 as IPv4; null: it is none. Never asks a name server. */
    static byte @Nullable [] bytes(String text) {
        try {
            int zone = text.indexOf('%');
            return InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone))
                    .getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
