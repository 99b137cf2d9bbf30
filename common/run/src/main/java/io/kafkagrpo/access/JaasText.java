package io.kafkagrpo.access;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a {@code sasl.jaas.config}, said without showing any of it. */
final class JaasText {
    private static final String VALUE = "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[^\\s\"';=]+";
    private static final Pattern ENTRY =
            Pattern.compile("(?s)\\s*(?<module>[\\w.$]+)\\s+(?<flag>\\w+)(?<options>(?:\\s+[\\w.-]+\\s*=\\s*(?:" + VALUE
                    + "))*)\\s*;\\s*");

    private JaasText() {}

    /**
     * A clause that goes on after "…, because"; empty where nothing is wrong that can be known without a broker.
     */
    static Optional<String> fault(String text) {
        if (text.isBlank()) {
            return Optional.of("it is empty");
        }
        if (!text.strip().endsWith(";")) {
            return Optional.of("it doesn't end with a semicolon");
        }
        Matcher entry = ENTRY.matcher(text);
        if (!entry.matches()) {
            return Optional.of("it is not a login module, the word required and options like username=\"NAME\"");
        }
        if (!entry.group("flag").matches("(?i)required|requisite|sufficient|optional")) {
            return Optional.of("its second word is not required");
        }
        return exists(entry.group("module"))
                ? Optional.empty()
                : Optional.of("there is no login module of the name that it begins with");
    }

    private static boolean exists(String module) {
        try {
            Class.forName(module, false, JaasText.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }
}
