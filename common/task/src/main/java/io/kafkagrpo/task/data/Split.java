package io.kafkagrpo.task.data;

/** Part of a built-in dataset. */
public enum Split {
    TRAIN,
    /** For evaluation: nothing of it is ever trained on. */
    HELD_OUT
}
