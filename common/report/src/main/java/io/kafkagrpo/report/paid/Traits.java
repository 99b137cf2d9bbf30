package io.kafkagrpo.report.paid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the traits of a text. */
final class Traits {
    /** Words of a phrase. */
    static final int PHRASE = 4;

    private static final int REPEATED = 3;

    /** A phrase without as many words would be numbers and signs, which problems bring along. */
    private static final int LEAST_WORDS = 2;

    private static final Pattern TOKEN =
            Pattern.compile("</?[a-zA-Z][^<>\\s]{0,30}>|[\\p{L}\\p{N}']+|[^\\s\\p{L}\\p{N}]");
    private static final Pattern LATEX = Pattern.compile("\\\\[a-zA-Z]{2,20}");
    private static final Pattern BOLD = Pattern.compile("\\*\\*[^*\\n]+\\*\\*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} ");

    private Traits() {}

    /** All of them, each once. */
    static Set<Trait> of(String text) {
        Set<Trait> traits = new HashSet<>();
        List<String> tokens = tokens(text);
        addPhrases(tokens, traits);
        addTags(tokens, traits);
        addMarkup(text, traits);
        return traits;
    }

    /** Words, numbers, tags and single signs. */
    static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private static void addPhrases(List<String> tokens, Set<Trait> traits) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i + PHRASE <= tokens.size(); i++) {
            List<String> phrase = tokens.subList(i, i + PHRASE);
            if (phrase.stream().filter(Traits::isWord).count() >= LEAST_WORDS) {
                counts.merge(String.join(" ", phrase), 1, Integer::sum);
            }
        }
        counts.forEach((phrase, count) -> {
            traits.add(new Trait.Phrase(phrase));
            if (count >= REPEATED) {
                traits.add(new Trait.Repetition());
            }
        });
    }

    private static boolean isWord(String token) {
        return token.length() > 1 && token.chars().allMatch(Character::isLetter);
    }

    private static void addTags(List<String> tokens, Set<Trait> traits) {
        Set<String> seen = new HashSet<>();
        for (String token : tokens) {
            if (token.length() > 2 && token.startsWith("<") && !seen.add(token)) {
                traits.add(new Trait.TagAgain(token));
            }
        }
    }

    private static void addMarkup(String text, Set<Trait> traits) {
        Matcher latex = LATEX.matcher(text);
        while (latex.find()) {
            traits.add(new Trait.Markup(latex.group()));
        }
        if (text.contains("```")) {
            traits.add(new Trait.Markup("```"));
        }
        if (BOLD.matcher(text).find()) {
            traits.add(new Trait.Markup("**"));
        }
        if (HEADING.matcher(text).find()) {
            traits.add(new Trait.Markup("#"));
        }
    }
}
