package io.kafkagrpo.scoring.again;

import io.kafkagrpo.settings.SettingsException;

/**
 * Of which steps groups are to be scored again.
 *
 * @param from the first one; 0 in {@link #EVERYTHING}
 * @param to the last one; 0: up to the newest
 */
public record StepRange(long from, long to) {
    /** Every group that has ended, those of evaluations and those that no step has decided included. */
    public static final StepRange EVERYTHING = new StepRange(0, 0);

    /** @throws SettingsException if the text is not of the form {@code 3-17} or {@code 3-} */
    public static StepRange parse(String text) {
        if (!text.matches("[1-9][0-9]{0,17}-([1-9][0-9]{0,17})?")) {
            throw new SettingsException(
                    "grpo.scoring.steps is '%s', but must be two numbers of steps such as 3-17, or 3- for all from there on."
                            .formatted(text));
        }
        int dash = text.indexOf('-');
        String last = text.substring(dash + 1);
        return new StepRange(Long.parseLong(text.substring(0, dash)), last.isEmpty() ? 0 : Long.parseLong(last));
    }

    boolean isEverything() {
        return from == 0;
    }

    boolean holds(long step) {
        return from <= step && (to == 0 || step <= to);
    }

    @Override
    public String toString() {
        if (isEverything()) {
            return "all groups";
        }
        return to == 0
                ? "the groups of step %d and all after it".formatted(from)
                : "the groups of steps %d to %d".formatted(from, to);
    }
}
