package io.kafkagrpo.task.answer;

import java.util.regex.Pattern;

/** Commas between thousands, which say nothing about a number's value. */
public final class Thousands {

    /**
     * Groups of three digits after one to three; {@code 1,23} and {@code 1,2345} are none, nor is {@code 1, 234}.
     */
    private static final Pattern GROUPED =
            Pattern.compile("(?<![\\p{Nd},.])\\p{Nd}{1,3}(?:,\\p{Nd}{3})++(?!,?\\p{Nd})");

    private Thousands() {}

    /** The text with each such number written without commas: {@code it is $1,234.} becomes {@code it is $1234.} */
    public static String joined(String text) {
        return text.indexOf(',') < 0
                ? text
                : GROUPED.matcher(text).replaceAll(number -> number.group().replace(",", ""));
    }
}
