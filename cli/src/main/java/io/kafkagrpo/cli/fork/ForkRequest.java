package io.kafkagrpo.cli.fork;

import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.ForkFolder;
import io.kafkagrpo.settings.Keys;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for.
 *
 * @param step of the parent, after which the fork begins
 * @param name of the fork
 * @param folder its run-dir
 * @param rewards a file of reward functions in place of the parent's; null to keep those
 * @param past whether the fork trains on the parent's groups too
 * @param changes of the parent's configuration
 */
record ForkRequest(
        long step, String name, Path folder, @Nullable Path rewards, Past past, Map<String, String> changes) {

    /** Keys that are the parent's for ever, for its weights are the fork's. */
    private static final Set<String> FIXED = Set.of(Keys.MODEL.name(), Keys.REVISION.name());

    /** Whether a fork begins with groups that its parent sampled. */
    enum Past {
        LEFT,
        TRAINED_ON
    }

    /** Refuses what is wrong whatever the parent's log says. */
    void check(String parent) {
        if (Keys.RUN.parser().apply(name) == null) {
            throw ForkCommand.wrong("The value '%s' of --into is not %s.".formatted(name, Keys.RUN.allowed()));
        }
        if (name.equals(parent)) {
            throw ForkCommand.wrong(
                    "The value '%s' of --into is the name of the run that is forked; the fork needs a name of its own."
                            .formatted(name));
        }
        if (step < 1) {
            throw ForkCommand.wrong(
                    "The value '%d' of --step is no step, for the first is step 1; to begin with the initial model, train a new run."
                            .formatted(step));
        }
        for (String key : changes.keySet()) {
            if (FIXED.contains(key)) {
                throw ForkCommand.wrong(
                        "%s can't be changed in a fork, which goes on with the weights of the run that is forked; train a new run instead."
                                .formatted(key));
            }
        }
        RunFolder files = new RunFolder(folder);
        if (files.holdsRun() || new ForkFolder(files.fork()).exists()) {
            throw ForkCommand.wrong(
                    "There is a run in %s already; go on with it by ./grpo train %s --run-dir %s, or choose another --into."
                            .formatted(folder, files.forkConfiguration(), folder));
        }
    }
}
