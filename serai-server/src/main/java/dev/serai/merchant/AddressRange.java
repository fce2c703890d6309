package dev.serai.merchant;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A CIDR block of IPv4 or IPv6 addresses (RFC 4632, RFC 4291 §2.3). */
public record AddressRange(String text, byte[] network, int bits) {

    /** Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address. Never asks a name server. */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? text : text.substring(0, slash);
        if (!address.matches("[0-9a-fA-F:.]+") || !(address.contains(".") || address.contains(":"))) {
            throw new IllegalArgumentException("expected an address or CIDR block like 10.0.0.0/8, found " + text);
        }
        try {
            var bytes = InetAddress.getByName(address).getAddress();
            int all = bytes.length * 8;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > all) {
                throw new IllegalArgumentException("the prefix length must be 0 to " + all + ", was " + bits);
            }
            return new AddressRange(text, bytes, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("expected an address or CIDR block like 10.0.0.0/8, found " + text, e);
        }
    }

    /** Whether this address lies in the block. An address of the other family does not. */
    public boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int i = 0; i * 8 < bits; i++) {
            int mask = bits - i * 8 >= 8 ? 0xFF : 0xFF << (8 - (bits - i * 8)) & 0xFF;
            if ((address[i] & mask) != (network[i] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The block's first address. */
    byte[] first() {
        var first = network.clone();
        for (int i = 0; i < first.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            first[i] &= (byte) (0xFF << (8 - kept));
        }
        return first;
    }
}
