package io.kafkagrpo.dashboard.view;

import org.jspecify.annotations.Nullable;

/**
 * What stands around every view.
 *
 * @param title of the view
 * @param run that it is about; null where it is about none
 * @param trouble why nothing new is read, in words; null while all goes well
 * @param progress how far the index has come; null where all is read
 * @param seen the run's event that says what the view was made of; empty where it is about none
 */
public record Page(
        String title,
        @Nullable String run,
        @Nullable String trouble,
        @Nullable String progress,
        String seen) {}
