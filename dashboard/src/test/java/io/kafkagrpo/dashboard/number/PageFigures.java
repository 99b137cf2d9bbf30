package io.kafkagrpo.dashboard.number;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The figures that a page of HTML shows, each by its place: {@code SECTION/ROW/NAME}, where section and row may be
 * empty. A figure is what bears {@code data-name}; its value is {@code data-value} or, without one, its text.
 */
final class PageFigures {
    private static final Pattern TAG =
            Pattern.compile("<(/?)(section|tr|article|div|[a-z0-9]+)\\b((?:[^>\"]|\"[^\"]*\")*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-z-]+)=\"([^\"]*)\"");

    private final String html;
    private final Map<String, String> found = new TreeMap<>();
    private String section = "";
    private String row = "";
    private @Nullable String rowTag;

    private PageFigures(String html) {
        this.html = html;
    }

    static Map<String, String> of(String html) {
        PageFigures figures = new PageFigures(html);
        figures.read();
        return figures.found;
    }

    private void read() {
        Matcher tag = TAG.matcher(html);
        while (tag.find()) {
            String name = tag.group(2);
            if (!tag.group(1).isEmpty()) {
                close(name);
                continue;
            }
            Map<String, String> attributes = attributes(tag.group(3));
            if (name.equals("section")) {
                section = attributes.getOrDefault("id", "");
            }
            if (attributes.containsKey("data-of")) {
                row = attributes.getOrDefault("data-of", "");
                rowTag = name;
            }
            if (attributes.containsKey("data-name")) {
                add(attributes, name, tag.end());
            }
        }
    }

    private void close(String name) {
        if (name.equals("section")) {
            section = "";
        }
        if (name.equals(rowTag)) {
            row = "";
            rowTag = null;
        }
    }

    private void add(Map<String, String> attributes, String tag, int from) {
        String exact = attributes.getOrDefault("data-value", "");
        String text = html.substring(from, html.indexOf("</" + tag + ">", from));
        String place = "%s/%s/%s".formatted(section, row, attributes.get("data-name"));
        @Nullable String before = found.put(place, exact.isEmpty() ? plain(text) : exact);
        if (before != null) {
            throw new AssertionError("The page has the figure %s twice.".formatted(place));
        }
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new TreeMap<>();
        Matcher attribute = ATTRIBUTE.matcher(text);
        while (attribute.find()) {
            attributes.put(attribute.group(1), plain(attribute.group(2)));
        }
        return attributes;
    }

    private static String plain(String markup) {
        return markup.replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
                .strip();
    }
}
