package io.kafkagrpo.dashboard.access;

import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The word that opens the page. It is compared by its code (HMAC), in the same time whatever is tried.
 *
 * @param text the token; empty where none is asked for
 */
public record AccessToken(String text) {
    /** On a loopback address everyone on the machine may look. */
    public static final AccessToken NONE = new AccessToken("");

    private static final int SHORTEST = 16;
    private static final String MAC = "HmacSHA256";
    /** Of this process alone: a cookie of one that has ended opens nothing. */
    private static final byte[] KEY = random();

    private static final String PROPERTY = "grpo.dashboard.token";
    private static final String FILE_PROPERTY = "grpo.dashboard.token-file";

    /**
     * The token in {@code grpo.dashboard.token} or in the file that {@code grpo.dashboard.token-file} names.
     *
     * @throws SettingsException if it is too short, both are given, or the file can't be read
     */
    public static AccessToken load() {
        Optional<String> file = ServiceEnvironment.property(FILE_PROPERTY);
        Optional<String> given = ServiceEnvironment.property(PROPERTY);
        if (file.isPresent() && given.isPresent()) {
            throw new SettingsException("%s and %s are both set, and only one of them can be the token."
                    .formatted(FILE_PROPERTY, PROPERTY));
        }
        if (file.isPresent()) {
            try {
                return checked(Files.readString(Path.of(file.get())).strip(), FILE_PROPERTY);
            } catch (IOException e) {
                throw new SettingsException("%s: the file '%s' can't be read; it holds the token alone."
                        .formatted(FILE_PROPERTY, file.get()));
            }
        }
        return given.map(token -> checked(token.strip(), PROPERTY)).orElse(NONE);
    }

    private static AccessToken checked(String token, String source) {
        if (token.length() < SHORTEST) {
            throw new SettingsException(
                    "%s: the token has %d characters; it needs at least %d, such as those of 'openssl rand -hex 16'."
                            .formatted(source, token.length(), SHORTEST));
        }
        return new AccessToken(token);
    }

    /**
     * Refuses to be open to others.
     *
     * @param host that the page is served at
     * @throws SettingsException if the address is not one of {@link Loopback} and there is no token
     */
    public void refuseOpen(String host) {
        if (isNone() && !Loopback.isOne(host)) {
            throw new SettingsException(
                    "The page at %s would be open to everyone who reaches it: set GRPO_DASHBOARD_TOKEN_FILE to a file with a token (or GRPO_DASHBOARD_TOKEN to the token itself), or serve it where no token is needed, at %s."
                            .formatted(host, Loopback.IN_WORDS));
        }
    }

    public boolean isNone() {
        return text.isEmpty();
    }

    /** Whether this is the token. */
    public boolean matches(String tried) {
        return !isNone() && MessageDigest.isEqual(mac("token", text), mac("token", tried));
    }

    /**
     * What the cookie of a login holds. Whoever reads it may look as long as this process serves, and can't try
     * tokens against it.
     */
    public String cookie() {
        return HexFormat.of().formatHex(mac("cookie", text));
    }

    /** Whether a cookie is that of a login. */
    public boolean opens(String cookie) {
        return !isNone()
                && MessageDigest.isEqual(
                        cookie().getBytes(StandardCharsets.US_ASCII), cookie.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(String use, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(KEY, MAC));
            return mac.doFinal((use + " " + text).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return isNone() ? "no token" : "a token";
    }
}
