package io.kafkagrpo.dashboard.text;

/** Text that models and data wrote, as a page may show it. Escaping for HTML is the templates' part. */
public final class VisibleText {
    /** Characters of a sentence or a setting that a page shows at most. */
    public static final int LONGEST_LINE = 2_000;

    private static final int CONTROL_PICTURES = 0x2400;
    private static final int DELETE = 0x7f;
    private static final int PICTURE_OF_DELETE = 0x2421;

    private VisibleText() {}

    /**
     * The same text with a sign for each character that could not be seen, or would change how others are
     * seen: control characters, marks that turn the direction of writing, characters of no width. New lines
     * and tabs stay.
     */
    public static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point == '\n' || point == '\t') {
                visible.append((char) point);
            } else if (point < ' ') {
                visible.append((char) (CONTROL_PICTURES + point));
            } else if (point == DELETE) {
                visible.append((char) PICTURE_OF_DELETE);
            } else if (isHidden(point)) {
                visible.append("⟨U+%04X⟩".formatted(point));
            } else {
                visible.appendCodePoint(point);
            }
        });
        return visible.toString();
    }

    /** The same in one line, cut where it gets long. */
    public static String line(String text, int most) {
        String start = cut(text, most);
        String line = of(start).replace('\n', '⏎').replace('\t', ' ');
        return start.length() < text.length() ? line + "…" : line;
    }

    /** The beginning of a text; no pair of surrogates is cut in two. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
