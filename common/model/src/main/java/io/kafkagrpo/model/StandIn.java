package io.kafkagrpo.model;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Files that lie where a model's file should be, because a download brought something else. */
public final class StandIn {
    private static final int LONGEST = 512;

    private StandIn() {}

    /**
     * Refuses a file that stands in for another one.
     *
     * @param name the file, for the sentence
     * @param head its first bytes, as many as there are up to a few hundred
     * @throws ModelFormatException saying what it is and how to get the file itself
     */
    public static void refuse(String name, byte[] head) {
        String text = new String(head, 0, Math.min(head.length, LONGEST), StandardCharsets.ISO_8859_1).strip();
        if (text.startsWith("version https://git-lfs")) {
            throw new ModelFormatException(
                    name + " is a Git LFS pointer, not the file itself; fetch the file with 'git lfs pull'.");
        }
        String begin = text.toLowerCase(Locale.ROOT);
        if (begin.startsWith("<!doctype html") || begin.startsWith("<html")) {
            throw new ModelFormatException(
                    name + " is a web page, not the file itself; download the file, not the page about it.");
        }
        if (head.length == 0) {
            throw new ModelFormatException(name + " is empty.");
        }
    }
}
