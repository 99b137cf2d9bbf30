package io.kafkagrpo.jinja.syntax;

/**
 * A piece of a template.
 *
 * @param text the text itself; of strings, after resolving escapes
 * @param line its line in the template, from 1
 */
record Token(Kind kind, String text, int line) {

    enum Kind {
        /** Text outside of tags. */
        DATA,
        /** The opening of an output tag. */
        OUTPUT_BEGIN,
        OUTPUT_END,
        /** The opening of a statement tag. */
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind otherKind, String otherText) {
        return kind == otherKind && text.equals(otherText);
    }

    String described() {
        return switch (kind) {
            case END -> "the end of the template";
            case OUTPUT_END -> "}}";
            case BLOCK_END -> "%}";
            case STRING -> "the string '" + shortened(text) + "'";
            default -> "'" + shortened(text) + "'";
        };
    }

    /** One line, not too long. */
    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 100 ? line : line.substring(0, 100) + "…";
    }
}
