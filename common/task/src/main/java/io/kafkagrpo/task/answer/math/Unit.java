package io.kafkagrpo.task.answer.math;

import java.util.Map;
import java.util.Set;

/**
 * What follows a number: units with their exponents, or other words.
 *
 * @param powers exponent of each unit, {@code m} 1 and {@code s} −1 for m/s; empty if there is none
 * @param nouns other words, lower case and singular, where no unit is known
 */
record Unit(Map<String, Integer> powers, Set<String> nouns) {

    static final Unit NONE = new Unit(Map.of(), Set.of());
    static final Unit PERCENT = new Unit(Map.of("percent", 1), Set.of());

    Unit {
        powers = Map.copyOf(powers);
        nouns = Set.copyOf(nouns);
    }

    boolean isNone() {
        return powers.isEmpty() && nouns.isEmpty();
    }

    /** A unit that one side leaves out is passed over; two that are different never agree. */
    boolean agreesWith(Unit other) {
        if (isNone() || other.isNone() || isPlain() || other.isPlain()) {
            return true;
        }
        if (!powers.isEmpty() || !other.powers.isEmpty()) {
            return powers.equals(other.powers);
        }
        return nouns.containsAll(other.nouns) || other.nouns.containsAll(nouns);
    }

    /** Units without a name, such as "square units". */
    private boolean isPlain() {
        return powers.keySet().equals(Set.of("unit"));
    }
}
