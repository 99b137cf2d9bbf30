package io.kafkagrpo.task.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The word-level tokens of {@link Arithmetic}'s texts: a tag, a word with the space before it if there is one, a
 * single digit, or one other character.
 */
final class ArithmeticTokens {

    private ArithmeticTokens() {}

    static WordTokens tokens() {
        List<String> tokens = new ArrayList<>(List.of("+", "-", "=", ".", "?", " ", "\n"));
        tokens.addAll(Arithmetic.NAMES); // at the start of a sentence
        Arithmetic.NAMES.forEach(name -> tokens.add(" " + name));
        Arithmetic.NOUNS.forEach(noun -> tokens.add(" " + noun));
        for (Arithmetic.Verb verb : Arithmetic.Verb.values()) {
            tokens.add(" " + verb.text());
        }
        tokens.addAll(List.of(" has", " and", " How", " many", " does", " have", " now"));
        return WordTokens.of("</?(?:reasoning|answer)>| ?[A-Za-z]+|[\\s\\S]", tokens);
    }
}
