package io.kafkagrpo.task.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The word-level tokens of a small model's texts. Concatenated, a text's tokens are the text again.
 *
 * @param vocabulary all tokens; a token's place is its id. The first three are {@code <pad>}, {@code <eos>} and
 *     {@code <unk>}
 * @param pattern splits a text: every match is a token, and nothing is left between them
 */
public record WordTokens(List<String> vocabulary, Pattern pattern) {

    public static final String PADDING = "<pad>";
    public static final String END_OF_SEQUENCE = "<eos>";
    public static final String UNKNOWN = "<unk>";

    /** The tags of the answer format, which are one token each. */
    public static final List<String> TAGS = List.of("<reasoning>", "</reasoning>", "<answer>", "</answer>");

    public WordTokens {
        vocabulary = List.copyOf(vocabulary);
    }

    /** Special tokens, tags and digits, then the others. */
    static WordTokens of(String pattern, List<String> others) {
        List<String> tokens = new ArrayList<>(List.of(PADDING, END_OF_SEQUENCE, UNKNOWN));
        tokens.addAll(TAGS);
        for (int digit = 0; digit <= 9; digit++) {
            tokens.add(Integer.toString(digit));
        }
        tokens.addAll(others);
        return new WordTokens(tokens, Pattern.compile(pattern));
    }

    /** The text's tokens, whether in the vocabulary or not. */
    public List<String> split(String text) {
        Matcher matcher = pattern.matcher(text);
        List<String> tokens = new ArrayList<>();
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }
}
