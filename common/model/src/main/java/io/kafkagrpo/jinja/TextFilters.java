package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import io.kafkagrpo.jinja.syntax.Whitespace;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The filters over text. */
final class TextFilters {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");
    private static final Pattern TAG = Pattern.compile("<!--.*?-->|<[^>]*>", Pattern.DOTALL);

    private TextFilters() {}

    static Object trim(@Nullable Object input, Arguments arguments) {
        String text = Text.of(input);
        if (arguments.get(0, "chars") == null) {
            return Strings.strip(text);
        }
        String characters = arguments.string(0, "chars");
        return Strings.stripLeading(Strings.stripTrailing(text, characters), characters);
    }

    /** Jinja's own title: capitals after blanks and opening brackets, and after - too. */
    static String title(String text) {
        var result = new StringBuilder();
        boolean begins = true;
        for (int point : text.codePoints().toArray()) {
            result.appendCodePoint(begins ? Character.toUpperCase(point) : Character.toLowerCase(point));
            begins = Whitespace.isSpace(point) || "-({[<".indexOf(point) >= 0;
        }
        return result.toString();
    }

    static Object replace(@Nullable Object input, Arguments arguments) {
        return Strings.replace(
                Text.of(input),
                Text.of(arguments.required(0, "old")),
                Text.of(arguments.required(1, "new")),
                arguments.integer(2, "count", -1));
    }

    static Object indent(@Nullable Object input, Arguments arguments) {
        Object width = arguments.has(0, "width") ? arguments.get(0, "width") : 4L;
        String margin =
                width instanceof String text ? text : " ".repeat((int) Math.clamp(Values.asLong(width), 0, 100));
        boolean blank = arguments.isTrue(2, "blank");
        String[] lines = Text.of(input).split("\n", -1);
        var result = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean indented = i == 0 ? arguments.isTrue(1, "first") : blank || !lines[i].isEmpty();
            result.append(i == 0 ? "" : "\n").append(indented ? margin : "").append(lines[i]);
        }
        return result.toString();
    }

    /** Marked text stays as it is, other text is escaped and marked. */
    static Object escape(@Nullable Object input) {
        return new Markup(Markup.escaped(input));
    }

    static Object format(@Nullable Object input, Arguments arguments) {
        Map<String, Object> named = arguments.named();
        if (!named.isEmpty() && !arguments.positional().isEmpty()) {
            throw new TemplateException("|format takes values with names or without, not both");
        }
        Object format = input instanceof Markup ? input : Text.of(input);
        return Operators.apply("%", format, named.isEmpty() ? new PyTuple(arguments.positional()) : named);
    }

    static Object truncate(@Nullable Object input, Arguments arguments) {
        String text = Text.of(input);
        long length = arguments.integer(0, "length", 255);
        String end = arguments.string(2, "end", "...");
        long leeway = arguments.integer(3, "leeway", 5);
        if (Values.length(text) <= length + leeway) {
            return text;
        }
        int kept = (int) Math.clamp(length - Values.length(end), 0, text.length());
        String cut = text.substring(0, text.offsetByCodePoints(0, kept));
        int blank = cut.lastIndexOf(' ');
        return (arguments.isTrue(1, "killwords") || blank < 0 ? cut : cut.substring(0, blank)) + end;
    }

    static Object wordCount(@Nullable Object input) {
        return WORD.matcher(Text.of(input)).results().count();
    }

    static Object center(@Nullable Object input, Arguments arguments) {
        Object width = arguments.has(0, "width") ? arguments.required(0, "width") : (Object) 80L;
        return Strings.padded(Text.of(input), "center", new Arguments(java.util.List.of(width), Map.of()));
    }

    static Object stripTags(@Nullable Object input) {
        String bare = TAG.matcher(Text.of(input)).replaceAll("");
        String joined = Text.joined(Strings.words(bare, -1), " ");
        return joined.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    /** Escapes for an address; a dict or pairs become a query. */
    static Object urlEncode(@Nullable Object input) {
        if (input instanceof Map<?, ?> map) {
            var query = new java.util.StringJoiner("&");
            map.forEach((key, value) -> query.add(encoded(Text.of(key)) + "=" + encoded(Text.of(value))));
            return query.toString().replace("%20", "+");
        }
        return encoded(Text.of(input)).replace("%2F", "/");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
