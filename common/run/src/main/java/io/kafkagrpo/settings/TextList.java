package io.kafkagrpo.settings;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of any texts as one text, as a configuration keeps its values: entries separated by commas. A comma, a
 * backslash, a line end, a tab and a space at an entry's edge are written with a backslash ({@code \,}, {@code \\},
 * {@code \n}, {@code \r}, {@code \t}, {@code \s}), so that every list comes back as it was.
 */
final class TextList {
    private TextList() {}

    static String join(List<String> entries) {
        return String.join(",", entries.stream().map(TextList::escaped).toList());
    }

    /** The entries; null where a backslash stands before something else. */
    static @Nullable List<String> split(String text) {
        List<String> entries = new ArrayList<>();
        StringBuilder entry = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',') {
                entries.add(entry.toString());
                entry.setLength(0);
            } else if (c == '\\') {
                char after = ++i < text.length() ? text.charAt(i) : 0;
                switch (after) {
                    case ',', '\\' -> entry.append(after);
                    case 'n' -> entry.append('\n');
                    case 'r' -> entry.append('\r');
                    case 't' -> entry.append('\t');
                    case 's' -> entry.append(' ');
                    default -> {
                        return null;
                    }
                }
            } else {
                entry.append(c);
            }
        }
        entries.add(entry.toString());
        return entries;
    }

    private static String escaped(String entry) {
        String escaped = entry.replace("\\", "\\\\")
                .replace(",", "\\,")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        if (escaped.startsWith(" ")) {
            escaped = "\\s" + escaped.substring(1);
        }
        return escaped.endsWith(" ") ? escaped.substring(0, escaped.length() - 1) + "\\s" : escaped;
    }
}
