package io.kafkagrpo.retention;

import io.kafkagrpo.keep.Keep;
import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.util.ArrayList;
import java.util.List;

/** What becomes impossible with a run, in words, because not everything of it is kept. */
public final class KeepWords {
    private KeepWords() {}

    /** A sentence for each topic that is limited; none where all is kept. */
    public static List<String> of(RunSettings settings) {
        List<String> sentences = new ArrayList<>();
        if (isLimited(settings, Keys.KEEP_COMPLETIONS)) {
            sentences.add(
                    said(settings, Keys.KEEP_COMPLETIONS)
                            + ": older completions will be gone, and report and audit count those that are left; what has not been scored before it is gone ends the run.");
        }
        if (isLimited(settings, Keys.KEEP_SCORED_GROUPS)) {
            sentences.add(
                    said(settings, Keys.KEEP_SCORED_GROUPS)
                            + ": once the first step's groups are gone, the run can't be replayed; a step whose groups are gone can't be shown, traced or scored again, nor forked at unless a checkpoint holds its state.");
            if (settings.get(Keys.KEEP_SCORED_GROUPS) instanceof Keep.For) {
                sentences.add(
                        "A run that rests for longer than %s goes on only by a fork at its newest checkpoint (%s: %d)."
                                .formatted(
                                        settings.text(Keys.KEEP_SCORED_GROUPS),
                                        Keys.CHECKPOINT_EVERY.name(),
                                        settings.get(Keys.CHECKPOINT_EVERY)));
            }
        }
        return sentences;
    }

    private static boolean isLimited(RunSettings settings, Key<Keep> key) {
        return !(settings.get(key) instanceof Keep.All);
    }

    private static String said(RunSettings settings, Key<Keep> key) {
        return "%s is '%s'".formatted(key.name(), settings.text(key));
    }
}
