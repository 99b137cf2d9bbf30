package io.kafkagrpo.hash;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A cryptographic digest of what it is fed, in order. Not thread-safe. */
public final class Digest {
    private final MessageDigest digest;

    private Digest(String algorithm) {
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1 and SHA-256.", e);
        }
    }

    /** The digest that runs are compared by. */
    public static Digest sha256() {
        return new Digest("SHA-256");
    }

    /** The digest by which git names small files; nothing of ours relies on it. */
    public static Digest sha1() {
        return new Digest("SHA-1");
    }

    /** SHA-256 of a text's UTF-8 bytes, as 64 lower-case hexadecimal digits. */
    public static String sha256(String text) {
        return sha256().add(text).hex();
    }

    /** Takes the bytes next. */
    public Digest add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** Takes {@code count} bytes next, from the beginning of the array. */
    public Digest add(byte[] bytes, int count) {
        digest.update(bytes, 0, count);
        return this;
    }

    /** Takes the buffer's remaining bytes next. */
    public Digest add(ByteBuffer bytes) {
        digest.update(bytes);
        return this;
    }

    /** Takes the text's UTF-8 bytes next. */
    public Digest add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest as lower-case hexadecimal digits; the next byte begins another one. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
