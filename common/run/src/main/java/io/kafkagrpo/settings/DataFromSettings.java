package io.kafkagrpo.settings;

import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Split;

/** Opens the problems that the keys under {@code data} name. */
public final class DataFromSettings {
    private DataFromSettings() {}

    /** The problems to train on, in the order of their file. */
    public static Dataset training(RunSettings settings) {
        return open(settings, settings.get(Keys.DATA_TRAIN), Split.TRAIN);
    }

    /** The problems to evaluate on, all of them: where {@code data.evaluate} is silent, those that {@code data.train} holds out. */
    public static Dataset heldOut(RunSettings settings) {
        return open(settings, settings.find(Keys.DATA_EVALUATE).orElse(settings.get(Keys.DATA_TRAIN)), Split.HELD_OUT);
    }

    private static Dataset open(RunSettings settings, String named, Split split) {
        return Dataset.open(settings.resolve(named).toString(), split);
    }
}
