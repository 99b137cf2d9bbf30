package io.kafkagrpo.settings;

import java.util.Locale;
import java.util.Set;

/** Which keys hold secrets, and what is shown in place of their values. */
public final class Secrets {
    /** Stands for a value that must not be seen. */
    public static final String MASK = "(secret)";

    private static final Set<String> LAST_WORDS =
            Set.of("password", "passphrase", "passwd", "secret", "token", "key", "credential", "credentials", "jaas");

    private Secrets() {}

    /** Whether the value of a dotted key must not be seen: by the last word of its name, or Kafka's {@code sasl.jaas.config}. */
    public static boolean isSecret(String key) {
        String name = key.toLowerCase(Locale.ROOT).strip();
        String lastWord = name.substring(
                Math.max(name.lastIndexOf('.'), Math.max(name.lastIndexOf('-'), name.lastIndexOf('_'))) + 1);
        return LAST_WORDS.contains(lastWord) || name.endsWith("jaas.config") || name.endsWith("jaas-config");
    }

    /** The value as it may be shown. */
    public static String shown(String key, String value) {
        return isSecret(key) ? MASK : value;
    }
}
