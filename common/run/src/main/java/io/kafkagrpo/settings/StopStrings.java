package io.kafkagrpo.settings;

import java.util.List;

/** Which texts end a completion; empty where only the model's end-of-sequence does. */
public final class StopStrings {
    private StopStrings() {}

    /** Those of training samples. */
    public static List<String> ofTraining(RunSettings settings) {
        return settings.find(Keys.STOP).orElse(List.of());
    }

    /** Those of an evaluation. */
    public static List<String> ofEvaluation(RunSettings settings) {
        return settings.find(Keys.EVALUATION_STOP).orElseGet(() -> ofTraining(settings));
    }
}
