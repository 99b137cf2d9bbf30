package io.kafkagrpo.settings;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which keys hold secrets, and what is shown in place of their values. */
public final class Secrets {
    /** Stands for a value that must not be seen. */
    public static final String MASK = "(secret)";

    private static final Set<String> LAST_WORDS = Set.of(
            "password",
            "passphrase",
            "passwd",
            "pwd",
            "secret",
            "token",
            "bearer",
            "key",
            "apikey",
            "credential",
            "credentials",
            "authorization",
            "cookie",
            "jaas");

    /** In {@code https://USER:PASSWORD@HOST/…}: what stands before the host. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#\\s@\"']+(?=@)");

    /**
     * A name, an equals sign and a value, which may be quoted; one word in capitals, as in KEY=VALUE, only stands
     * for a name.
     */
    private static final Pattern ASSIGNMENT = Pattern.compile(
            "(?<name>(?![A-Z]+\\s*=)[A-Za-z][\\w.-]*)(?<sign>\\s*=\\s*)(?<value>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[^\\s,;]+)");

    private Secrets() {}

    /**
     * Whether the value of a dotted key must not be seen: by the last word of its name, or Kafka's
     * {@code sasl.jaas.config}. What this program declares itself among {@link Keys} is none.
     */
    public static boolean isSecret(String key) {
        String name = key.toLowerCase(Locale.ROOT).strip();
        String lastWord = name.substring(
                Math.max(name.lastIndexOf('.'), Math.max(name.lastIndexOf('-'), name.lastIndexOf('_'))) + 1);
        return !Keys.ALL.containsKey(name)
                && (LAST_WORDS.contains(lastWord) || name.endsWith("jaas.config") || name.endsWith("jaas-config"));
    }

    /** The value as it may be shown, recorded and compared: masked, or without user and password in an address. */
    public static String shown(String key, String value) {
        return isSecret(key) ? MASK : USER_INFO.matcher(value).replaceAll(MASK);
    }

    /** Whether some of the value must not be seen. */
    public static boolean holdsSecret(String key, String value) {
        return !shown(key, value).equals(value);
    }

    /** A sentence as it may be shown: secrets that somebody typed as KEY=VALUE, or in an address, are masked. */
    public static String masked(String sentence) {
        String masked = ASSIGNMENT
                .matcher(sentence)
                .replaceAll(found -> Matcher.quoteReplacement(
                        isSecret(found.group("name"))
                                ? found.group("name") + found.group("sign") + MASK
                                : found.group()));
        return USER_INFO.matcher(masked).replaceAll(MASK);
    }
}
