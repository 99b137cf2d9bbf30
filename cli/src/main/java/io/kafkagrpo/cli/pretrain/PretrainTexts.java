package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.task.data.Arithmetic;
import io.kafkagrpo.task.data.ArithmeticTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The built-in model's texts as token ids: a token's id is its place in {@link Arithmetic#vocabulary()}. */
final class PretrainTexts {

    static final int PADDING = 0;
    static final int END_OF_SEQUENCE = 1;

    private final List<String> vocabulary = Arithmetic.vocabulary();
    private final Map<String, Integer> ids = new HashMap<>();

    PretrainTexts() {
        for (int id = 0; id < vocabulary.size(); id++) {
            ids.put(vocabulary.get(id), id);
        }
    }

    /**
     * Ids of a text of the arithmetic problems.
     *
     * @throws IllegalArgumentException where the vocabulary lacks a token
     */
    int[] encode(String text) {
        return ArithmeticTokens.split(text).stream()
                .mapToInt(token -> {
                    Integer id = ids.get(token);
                    if (id == null) {
                        throw new IllegalArgumentException("The built-in model has no token \"" + token + "\".");
                    }
                    return id;
                })
                .toArray();
    }

    /** The text of a completion, up to its end-of-sequence token. */
    String decode(int[] completion) {
        List<String> tokens = new ArrayList<>();
        for (int id : completion) {
            if (id == END_OF_SEQUENCE) {
                break;
            }
            tokens.add(vocabulary.get(id));
        }
        return String.join("", tokens);
    }

    /** A question and the completion that is to follow it, which ends with the end-of-sequence token. */
    TokenGroup example(String question, String target) {
        int[] text = encode(target);
        int[] completion = Arrays.copyOf(text, text.length + 1);
        completion[text.length] = END_OF_SEQUENCE;
        return new TokenGroup(encode(question), List.of(completion));
    }
}
