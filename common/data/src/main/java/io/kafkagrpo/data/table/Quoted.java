package io.kafkagrpo.data.table;

/** Pieces of a file within sentences. */
public final class Quoted {

    private static final int LONGEST = 100;

    private Quoted() {}

    /** One line without control characters, not too long: a file's bytes are nothing for a terminal. */
    public static String shortened(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
