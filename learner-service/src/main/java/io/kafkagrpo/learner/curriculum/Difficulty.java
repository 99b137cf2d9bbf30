package io.kafkagrpo.learner.curriculum;

import java.util.List;
import java.util.Locale;

/** How hard a problem is to the model, by its past pass rate. */
public enum Difficulty {
    EASY,
    /** Also what no step has seen yet. */
    NORMAL,
    HARD;

    /** Where a problem is looked for that is to be of this class: here, then in the others. */
    List<Difficulty> andThen() {
        return switch (this) {
            case EASY -> List.of(EASY, NORMAL, HARD);
            case NORMAL -> List.of(NORMAL, HARD, EASY);
            case HARD -> List.of(HARD, NORMAL, EASY);
        };
    }

    /** As metrics write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
