package io.kafkagrpo.dashboard.access;

import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The word that opens the page. It is compared by its digest, in the same time whatever is tried.
 *
 * @param text the token; empty where none is asked for
 */
public record AccessToken(String text) {
    /** On a loopback address everyone on the machine may look. */
    public static final AccessToken NONE = new AccessToken("");

    private static final int SHORTEST = 16;
    private static final String PROPERTY = "grpo.dashboard.token";
    private static final String FILE_PROPERTY = "grpo.dashboard.token-file";

    /**
     * The token in {@code grpo.dashboard.token} or in the file that {@code grpo.dashboard.token-file} names.
     *
     * @throws SettingsException if it is too short, or the file can't be read
     */
    public static AccessToken load() {
        Optional<String> file = ServiceEnvironment.property(FILE_PROPERTY);
        if (file.isPresent()) {
            try {
                return checked(Files.readString(Path.of(file.get())).strip(), FILE_PROPERTY);
            } catch (IOException e) {
                throw new SettingsException("%s: the file '%s' can't be read; it holds the token alone."
                        .formatted(FILE_PROPERTY, file.get()));
            }
        }
        return ServiceEnvironment.property(PROPERTY)
                .map(token -> checked(token.strip(), PROPERTY))
                .orElse(NONE);
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
     * @throws SettingsException if the address is not this machine's alone and there is no token
     */
    public void refuseOpen(String host) {
        if (isNone() && !isLoopback(host)) {
            throw new SettingsException(
                    "The page at %s would be open to everyone who reaches it: set GRPO_DASHBOARD_TOKEN_FILE to a file with a token (or GRPO_DASHBOARD_TOKEN to the token itself), or serve it at 127.0.0.1."
                            .formatted(host));
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new SettingsException("The host '%s' is no address of this machine.".formatted(host));
        }
    }

    public boolean isNone() {
        return text.isEmpty();
    }

    /** Whether this is the token. */
    public boolean matches(String tried) {
        return !isNone() && MessageDigest.isEqual(digest("token", text), digest("token", tried));
    }

    /** What the cookie of a login holds: no one can tell the token from it. */
    public String cookie() {
        return HexFormat.of().formatHex(digest("cookie", text));
    }

    /** Whether a cookie is that of a login. */
    public boolean opens(String cookie) {
        return !isNone()
                && MessageDigest.isEqual(
                        cookie().getBytes(StandardCharsets.US_ASCII), cookie.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] digest(String use, String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(("grpo-dashboard " + use + " " + text).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return isNone() ? "no token" : "a token";
    }
}
