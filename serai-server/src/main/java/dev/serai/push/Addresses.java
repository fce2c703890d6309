package dev.serai.push;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which internet addresses a merchant's URL may lead to: public ones. Everything else is inside somebody's house, perhaps
 * ours: loopback, private nets, the cloud's metadata service. IPv6 forms that carry an IPv4 address are judged by it or
 * refused, so that no spelling leads around the rule.
 */
final class Addresses {
    private record Range(BigInteger net, int bits, int length) {
        static Range of(String cidr) {
            int slash = cidr.indexOf('/');
            try {
                var bytes = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
                return new Range(
                        new BigInteger(1, bytes), bytes.length * 8, Integer.parseInt(cidr.substring(slash + 1)));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("not a range: " + cidr, e);
            }
        }

        boolean holds(byte[] address) {
            return address.length * 8 == bits
                    && new BigInteger(1, address).shiftRight(bits - length).equals(net.shiftRight(bits - length));
        }
    }

    /** IANA's special-purpose registry for IPv4, and two addresses clouds give their own services in public space. */
    private static final List<Range> CLOSED_V4 = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "168.63.129.16/32",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.31.196.0/24",
                    "192.52.193.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "192.175.48.0/24",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4")
            .map(Range::of)
            .toList();

    /** Of IPv6 only global unicast is open … */
    private static final Range OPEN_V6 = Range.of("2000::/3");

    /** … but for protocol assignments (Teredo among them), documentation and 6to4. */
    private static final List<Range> CLOSED_V6 = Stream.of("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
            .map(Range::of)
            .toList();

    /** An IPv6-only network reaches IPv4 through these; the last four bytes are the address reached. */
    private static final Range NAT64 = Range.of("64:ff9b::/96");

    private final boolean loopbackAllowed;

    /** @param loopbackAllowed only while the door itself listens on loopback, and so nobody but this machine calls it */
    Addresses(boolean loopbackAllowed) {
        this.loopbackAllowed = loopbackAllowed;
    }

    boolean allow(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return loopbackAllowed;
        }
        // The JDK has made a v4-mapped address an Inet4Address already.
        return address instanceof Inet4Address ? openV4(address.getAddress()) : openV6(address.getAddress());
    }

    private static boolean openV4(byte[] address) {
        return CLOSED_V4.stream().noneMatch(range -> range.holds(address));
    }

    private static boolean openV6(byte[] address) {
        if (NAT64.holds(address)) {
            return openV4(Arrays.copyOfRange(address, 12, 16));
        }
        return OPEN_V6.holds(address) && CLOSED_V6.stream().noneMatch(range -> range.holds(address));
    }
}
