package io.kafkagrpo.jinja;

import org.jspecify.annotations.Nullable;

/**
 * A string that {@code |safe} or {@code |escape} marked: what is added to it is escaped as HTML, as markupsafe
 * does. All else takes it for its text.
 */
record Markup(String text) {

    /** A value as code that knows nothing of marks wants it. */
    static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Markup marked ? marked.text() : value;
    }

    /** A value's text, escaped unless it is marked already. */
    static String escaped(@Nullable Object value) {
        return value instanceof Markup marked ? marked.text() : escaped(Text.of(value));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace("'", "&#39;");
    }
}
