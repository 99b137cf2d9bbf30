package io.kafkagrpo.cli.terminal;

/** Text as it may go to a terminal, wherever it came from. */
public final class Printable {
    private Printable() {}

    /**
     * One line in which control characters, and those that turn the direction of writing, are visible: they could
     * move the cursor, colour what follows, or show another text than there is.
     */
    public static String line(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point == '\n' || point == '\r' || point == '\t') {
                line.append(' ');
            } else if (isHidden(point)) {
                line.append("\\u%04x".formatted(point));
            } else {
                line.appendCodePoint(point);
            }
        });
        return line.toString();
    }

    private static boolean isHidden(int point) {
        return Character.isISOControl(point)
                || Character.getType(point) == Character.FORMAT
                || Character.getType(point) == Character.LINE_SEPARATOR
                || Character.getType(point) == Character.PARAGRAPH_SEPARATOR
                || Character.getType(point) == Character.SURROGATE;
    }
}
