package io.kafkagrpo.engine.generate;

import io.kafkagrpo.model.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Ends a completion once one of some texts appears in it. The token that completes the text is the completion's
 * last, with whatever else it stands for.
 *
 * @param texts none of them empty; where there are none, nothing ends a completion
 * @param tokenizer of the completion's ids
 */
public record StopTexts(List<String> texts, Tokenizer tokenizer) implements StopCondition {

    /** A token that is read alone may lack a space or a part of a character that it has among others. */
    private static final int TOKENS_BEFORE = 8;

    public StopTexts {
        texts = List.copyOf(texts);
    }

    @Override
    public boolean endsAfter(int[] ids, int length) {
        if (texts.isEmpty()) {
            return false;
        }
        // a token is a byte at least, so what a new token completes begins no earlier
        int tail = texts.stream()
                        .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                        .max()
                        .orElseThrow()
                + TOKENS_BEFORE;
        String end = tokenizer.decodeSkippingSpecial(Arrays.copyOfRange(ids, Math.max(0, length - tail), length));
        return texts.stream().anyMatch(end::contains);
    }

    /** A completion's text without the first stop text and what follows it. */
    public String cut(String text) {
        int end = texts.stream()
                .mapToInt(text::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(text.length());
        return text.substring(0, end);
    }
}
