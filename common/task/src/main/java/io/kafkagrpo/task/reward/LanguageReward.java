package io.kafkagrpo.task.reward;

import java.lang.Character.UnicodeScript;
import java.util.Locale;
import java.util.Set;

/**
 * The share of a completion's letters that are of one script, from 0 to 1; 0 if it has no letters. Tells languages
 * apart that are written differently (English from Chinese or Russian), not those that share a script.
 */
public final class LanguageReward implements RewardFunction {

    public static final String NAME = "language";

    private final Set<UnicodeScript> scripts;

    /**
     * @param script Unicode's name, such as latin, cyrillic or han; japanese and korean stand for the scripts
     *     that these mix
     * @throws IllegalArgumentException if there is no such script
     */
    public LanguageReward(String script) {
        this.scripts = switch (script.toLowerCase(Locale.ROOT)) {
            case "japanese" -> Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA);
            case "korean" -> Set.of(UnicodeScript.HAN, UnicodeScript.HANGUL);
            default -> Set.of(named(script));
        };
    }

    private static UnicodeScript named(String script) {
        try {
            return UnicodeScript.forName(script);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    ("script is \"%s\"; allowed is the name of one of Unicode's scripts, such as latin, cyrillic, han, arabic,"
                                    + " or japanese or korean.")
                            .formatted(script),
                    e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) {
        long letters = 0;
        long wanted = 0;
        for (int i = 0; i < input.text().length(); ) {
            int c = input.text().codePointAt(i);
            i += Character.charCount(c);
            UnicodeScript script = UnicodeScript.of(c);
            if (Character.isLetter(c) && script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED) {
                letters++;
                wanted += scripts.contains(script) ? 1 : 0;
            }
        }
        return letters == 0 ? 0 : (double) wanted / letters;
    }
}
