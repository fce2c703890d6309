package dev.serai.gateway;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.security.PrivateKey;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// OpenSSL 3's libcrypto, called without any native code of ours (JEP 454): its RSA takes about a third of the JDK's
/// CPU.
/// Where it is not installed there is none, and the JDK signs.
///
/// **Ownership.** A key is parsed once into an `EVP_PKEY`, which OpenSSL lets many threads sign with; it is freed when
/// the signer is no longer reachable. A context (`EVP_MD_CTX`) belongs to one signature and is freed with it.
final class Libcrypto {
    private static final Logger LOG = LoggerFactory.getLogger(Libcrypto.class);
    private static final String NAME = "libcrypto.so.3";

    /** Room for a signature of a key of 16,384 bits. */
    private static final long SIGNATURE_BYTES_MAX = 2_048;

    /** Looked up once, on the first use: a machine's libraries do not change under a running process. */
    private static final class Found {
        static final Optional<Libcrypto> HERE = find();
    }

    private final MethodHandle readKey;
    private final MethodHandle freeKey;
    private final MethodHandle newContext;
    private final MethodHandle freeContext;
    private final MethodHandle begin;
    private final MethodHandle finish;
    private final MemorySegment sha256;

    private Libcrypto(SymbolLookup library) throws Throwable {
        readKey = call(library, "d2i_AutoPrivateKey", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
        freeKey = run(library, "EVP_PKEY_free", ADDRESS);
        newContext = call(library, "EVP_MD_CTX_new", ADDRESS);
        freeContext = run(library, "EVP_MD_CTX_free", ADDRESS);
        begin = call(library, "EVP_DigestSignInit", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        finish = call(library, "EVP_DigestSign", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
        sha256 = (MemorySegment) call(library, "EVP_sha256", ADDRESS).invokeExact();
    }

    /** Empty where the library is not there, or is not the one we know. */
    static Optional<Libcrypto> find() {
        try {
            return Optional.of(new Libcrypto(SymbolLookup.libraryLookup(NAME, Arena.global())));
        } catch (Throwable e) {
            LOG.info("RSA signatures are made by the JDK: {} cannot be used ({})", NAME, e.toString());
            return Optional.empty();
        }
    }

    static Optional<Libcrypto> here() {
        return Found.HERE;
    }

    private static MethodHandle call(SymbolLookup library, String name, ValueLayout gives, MemoryLayout... takes) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(gives, takes));
    }

    private static MethodHandle run(SymbolLookup library, String name, MemoryLayout... takes) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), FunctionDescriptor.ofVoid(takes));
    }

    /** A signer with this key; empty where OpenSSL does not take it. */
    Optional<RsaSigner> signer(PrivateKey key) {
        var encoded = key.getEncoded();
        if (encoded == null) {
            return Optional.empty(); // a key that never leaves its own store
        }
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(encoded.length);
            bytes.copyFrom(MemorySegment.ofArray(encoded));
            var at = arena.allocate(ADDRESS);
            at.set(ADDRESS, 0, bytes);
            var made = (MemorySegment) readKey.invokeExact(MemorySegment.NULL, at, (long) encoded.length);
            bytes.fill((byte) 0);
            if (made.address() == 0) {
                return Optional.empty();
            }
            return Optional.of(new Signer(made.reinterpret(Arena.ofAuto(), this::free)));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private void free(MemorySegment key) {
        try {
            freeKey.invokeExact(key);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private final class Signer implements RsaSigner {
        private final MemorySegment key;

        Signer(MemorySegment key) {
            this.key = key;
        }

        @Override
        public byte[] sign(byte[] text) {
            try (var arena = Arena.ofConfined()) {
                var context = (MemorySegment) newContext.invokeExact();
                try {
                    return sign(arena, context, text);
                } finally {
                    freeContext.invokeExact(context);
                }
            } catch (Throwable e) {
                throw broken(e);
            }
        }

        private byte[] sign(Arena arena, MemorySegment context, byte[] text) throws Throwable {
            int begun = (int) begin.invokeExact(context, MemorySegment.NULL, sha256, MemorySegment.NULL, key);
            var bytes = arena.allocate(Math.max(1, text.length));
            MemorySegment.copy(text, 0, bytes, ValueLayout.JAVA_BYTE, 0, text.length);
            var signature = arena.allocate(SIGNATURE_BYTES_MAX);
            var length = arena.allocate(JAVA_LONG);
            length.set(JAVA_LONG, 0, SIGNATURE_BYTES_MAX);
            int done = begun == 1
                    ? (int) finish.invokeExact(context, signature, length, bytes, (long) text.length)
                    : begun;
            if (done != 1) {
                throw new IllegalStateException("libcrypto could not sign, it said " + done);
            }
            return signature.asSlice(0, length.get(JAVA_LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static RuntimeException broken(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException already
                ? already
                : new IllegalStateException("a call of libcrypto failed", e);
    }
}
