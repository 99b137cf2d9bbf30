package io.kafkagrpo.task.answer.math.syntax;

import io.kafkagrpo.task.answer.algebra.Functions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether letters in a row are a word, a function's or constant's name, or a product of variables. */
final class LetterRuns {

    private static final Set<String> GREEK = Set.of(
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "varepsilon",
            "zeta",
            "eta",
            "theta",
            "vartheta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "rho",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "varphi",
            "chi",
            "psi",
            "omega",
            "Delta",
            "Gamma",
            "Theta",
            "Lambda",
            "Xi",
            "Sigma",
            "Phi",
            "Psi",
            "Omega");

    /** Names that programs and people use for others. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "asin", "arcsin", "acos", "arccos", "atan", "arctan", "tg", "tan", "ctg", "cot", "cosec", "csc", "lg",
            "log", "ceiling", "ceil");

    /** Short words that could be taken for products of variables. */
    private static final Set<String> SHORT_WORDS = Set.of(
            "a", "am", "an", "and", "any", "as", "at", "act", "all", "ask", "add", "art", "arm", "ann", "ass", "bag",
            "ball", "ban", "bad", "bar", "bat", "bay", "by", "cab", "can", "cap", "car", "cat", "cry", "dad", "dam",
            "day", "dry", "fan", "far", "fat", "fax", "fly", "fry", "gap", "gas", "gym", "had", "ham", "has", "hat",
            "hay", "jam", "jar", "lab", "lap", "law", "lay", "mad", "man", "map", "mat", "max", "may", "my", "nan",
            "nay", "pad", "pan", "pat", "pay", "ray", "rat", "ran", "raw", "sad", "sam", "sat", "saw", "say", "sky",
            "shy", "spy", "sly", "tab", "tan", "tap", "tax", "try", "van", "war", "was", "wax", "way", "why", "yam",
            "amy", "pm", "th", "st", "nd", "rd", "vs", "mr", "ms", "dr", "tv", "ad", "sq", "cu", "na", "ha", "ma", "pa",
            "la", "da", "ya");

    private static final String NO_VARIABLES_IN_PRODUCTS = "eiouEIOU";

    private LetterRuns() {}

    /** The tokens of letters that stand in a row outside of text commands. */
    static List<Token> tokens(String letters, boolean spaced) {
        Token known = known(letters, spaced);
        if (known != null) {
            return List.of(known);
        }
        if (letters.length() == 1) {
            return List.of(new Token(Token.Kind.LETTER, letters, spaced));
        }
        if (!isProduct(letters)) {
            return List.of(new Token(Token.Kind.WORD, letters, spaced));
        }
        return Stream.iterate(0, i -> i < letters.length(), i -> i + 1)
                .map(i -> new Token(Token.Kind.LETTER, letters.substring(i, i + 1), spaced && i == 0))
                .toList();
    }

    /** The token of a name that TeX has a command for; null if there is none. */
    static @Nullable Token known(String name, boolean spaced) {
        String function = OTHER_NAMES.getOrDefault(name, name);
        if (Functions.NAMES.contains(function)) {
            return new Token(Token.Kind.FUNCTION, function, spaced);
        }
        if (name.equals("pi") || GREEK.contains(name)) {
            return new Token(Token.Kind.LETTER, name, spaced);
        }
        if (name.equalsIgnoreCase("infinity") || name.equals("inf") || name.equals("infty")) {
            return new Token(Token.Kind.LETTER, "∞", spaced);
        }
        return null;
    }

    private static boolean isProduct(String letters) {
        boolean oneCase =
                letters.equals(letters.toLowerCase(Locale.ROOT)) || letters.equals(letters.toUpperCase(Locale.ROOT));
        boolean complex = letters.length() == 2 && letters.endsWith("i") && !letters.equals("hi");
        return letters.length() <= 4
                && oneCase
                && !SHORT_WORDS.contains(letters.toLowerCase(Locale.ROOT))
                && Units.named(letters) == null
                && (complex || letters.chars().noneMatch(c -> NO_VARIABLES_IN_PRODUCTS.indexOf(c) >= 0))
                && (letters.length() <= 3 || letters.chars().noneMatch(c -> "aAyY".indexOf(c) >= 0));
    }
}
