package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.task.data.Lesson;
import io.kafkagrpo.task.data.WordTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small model's texts as token ids. */
final class PretrainTexts {

    static final int PADDING = 0;
    static final int END_OF_SEQUENCE = 1;

    private final WordTokens tokens;
    private final List<String> vocabulary;
    private final Map<String, Integer> ids = new HashMap<>();

    PretrainTexts(WordTokens tokens) {
        this.tokens = tokens;
        this.vocabulary = tokens.vocabulary();
        for (int id = 0; id < vocabulary.size(); id++) {
            ids.put(vocabulary.get(id), id);
        }
    }

    /**
     * Ids of a text.
     *
     * @throws IllegalArgumentException where the vocabulary lacks a token
     */
    int[] encode(String text) {
        return tokens.split(text).stream()
                .mapToInt(token -> {
                    Integer id = ids.get(token);
                    if (id == null) {
                        throw new IllegalArgumentException("The model has no token \"" + token + "\".");
                    }
                    return id;
                })
                .toArray();
    }

    /** The text of a completion, up to its end-of-sequence token. */
    String decode(int[] completion) {
        List<String> words = new ArrayList<>();
        for (int id : completion) {
            if (id == END_OF_SEQUENCE) {
                break;
            }
            words.add(vocabulary.get(id));
        }
        return String.join("", words);
    }

    /** A question and the completion that is to follow it, which ends with the end-of-sequence token. */
    TokenGroup example(Lesson lesson) {
        int[] text = encode(lesson.target());
        int[] completion = Arrays.copyOf(text, text.length + 1);
        completion[text.length] = END_OF_SEQUENCE;
        return new TokenGroup(encode(lesson.question()), List.of(completion));
    }
}
