package io.kafkagrpo.task.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The word-level tokens of {@link Arithmetic}'s texts: a tag, a word with the space before it if there is one, a
 * single digit, or one other character. Concatenated they are the text again.
 */
public final class ArithmeticTokens {

    public static final String PADDING = "<pad>";
    public static final String END_OF_SEQUENCE = "<eos>";
    public static final String UNKNOWN = "<unk>";

    /** The tags that are one token each. */
    public static final List<String> TAGS = List.of("<reasoning>", "</reasoning>", "<answer>", "</answer>");

    /** Splits a text into tokens: every match is one, and nothing is left between them. */
    public static final String TOKEN_PATTERN = "</?(?:reasoning|answer)>| ?[A-Za-z]+|[\\s\\S]";

    private static final Pattern TOKEN = Pattern.compile(TOKEN_PATTERN);

    private ArithmeticTokens() {}

    /**
     * All tokens; a token's place is its id. The first three are {@code <pad>}, {@code <eos>} and {@code <unk>}.
     */
    public static List<String> vocabulary() {
        List<String> tokens = new ArrayList<>(List.of(PADDING, END_OF_SEQUENCE, UNKNOWN));
        tokens.addAll(TAGS);
        for (int digit = 0; digit <= 9; digit++) {
            tokens.add(Integer.toString(digit));
        }
        tokens.addAll(List.of("+", "-", "=", ".", "?", " ", "\n"));
        tokens.addAll(Arithmetic.NAMES); // at the start of a sentence
        Arithmetic.NAMES.forEach(name -> tokens.add(" " + name));
        Arithmetic.NOUNS.forEach(noun -> tokens.add(" " + noun));
        for (Arithmetic.Verb verb : Arithmetic.Verb.values()) {
            tokens.add(" " + verb.text());
        }
        tokens.addAll(List.of(" has", " and", " How", " many", " does", " have", " now"));
        return List.copyOf(tokens);
    }

    /** The text's tokens, whether in the vocabulary or not. */
    public static List<String> split(String text) {
        Matcher matcher = TOKEN.matcher(text);
        List<String> tokens = new ArrayList<>();
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }
}
