package io.kafkagrpo.task.answer.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer as words, where it is text: without TeX's text commands, articles and punctuation, in lower case. */
final class PlainWords {

    private static final Pattern WRAPPER = Pattern.compile(
            "\\\\(?:text\\w*|mathrm|mathbf|mathit|mathsf|mbox|hbox|operatorname|emph|underline|bold) ?\\{");
    private static final Pattern MARKS = Pattern.compile("[{}$\"]|\\\\[()\\[\\]]");
    private static final Pattern HALF_OF_DAY = Pattern.compile("\\b([apAP])\\. ?([mM])\\b\\.?");
    private static final Pattern PUNCTUATION = Pattern.compile("[.,:](?!\\d)|(?<!\\d)[.,:]|[;!?()]|(?<!\\d)'|'(?!\\w)");
    private static final Pattern TEXT =
            Pattern.compile("[\\p{L}\\p{M}\\p{Nd} .,:'-]*\\p{L}{2}[\\p{L}\\p{M}\\p{Nd} .,:'-]*");
    private static final Pattern LONE_HYPHEN = Pattern.compile("(?<!\\w)-|-(?!\\w)");
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");

    /** What stands before an answer in a sentence ends so. */
    private static final Pattern LEAD_IN = Pattern.compile(
            "(?i)\\b(?:is|are|was|were|be|equals|equal to|gives?|get|costs?|choose|pick|select)\\b:? |: |\\n");

    private static final Pattern EXPLANATION = Pattern.compile(
            "(?i)(?:,|;|\\.|-)? ?\\b(?:because|since|as it|as the|due to|so that|which|for it)\\b.*", Pattern.DOTALL);

    private static final Pattern DENIAL = Pattern.compile(
            "(?i)\\b(?:not|no|never|neither|nor|none|cannot|wrong|incorrect|false|unknown|unsure)\\b|n't\\b");

    private static final Pattern HEDGE = Pattern.compile(
            "(?i)\\b(?:or|either|maybe|perhaps|possibly|between|least|most|than|about"
                    + "|approximately|around|roughly|nearly|almost|guess|probably|instead|unless|if)\\b|\\\\approx|\\?|~");

    private static final int MOST_LEAD_INS = 12;

    private PlainWords() {}

    /** The text without text commands and TeX's delimiters. */
    static String plain(String text) {
        String open = WRAPPER.matcher(text).replaceAll("");
        return MARKS.matcher(open).replaceAll("").strip();
    }

    /** The words of a text in order; empty if it isn't text alone. */
    static List<String> of(String text) {
        String plain = HALF_OF_DAY.matcher(plain(text)).replaceAll("$1$2");
        plain = PUNCTUATION.matcher(plain).replaceAll(" ").strip();
        if (!TEXT.matcher(plain).matches() || LONE_HYPHEN.matcher(plain).find()) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        for (String word : plain.toLowerCase(Locale.ROOT).split(" +")) {
            if (!ARTICLES.contains(word)) {
                words.add(word);
            }
        }
        return words;
    }

    /**
     * The text and what follows each "is", "are" or colon in it, without its explanation and where nothing
     * is denied.
     */
    static List<String> candidates(String text) {
        List<String> candidates = new ArrayList<>();
        String answer = withoutExplanation(text);
        candidates.add(answer);
        Matcher leadIn = LEAD_IN.matcher(answer);
        for (int i = 0; i < MOST_LEAD_INS && leadIn.find(); i++) {
            if (!denies(answer.substring(0, leadIn.start()))) {
                candidates.add(answer.substring(leadIn.end()).strip());
            }
        }
        return candidates;
    }

    /** The part of the text before "because" and the like, unless nothing stands there. */
    static String withoutExplanation(String text) {
        String answer = EXPLANATION.matcher(text).replaceFirst("").strip();
        return answer.isEmpty() ? text : answer;
    }

    static boolean denies(String text) {
        return DENIAL.matcher(text).find();
    }

    /** Whether the text offers several answers, a range or an estimate. */
    static boolean hedges(String text) {
        return HEDGE.matcher(text).find();
    }
}
