package io.kafkagrpo.cli.past.weights;

import io.kafkagrpo.cli.argument.ModelLocation;
import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.model.ModelFingerprint;
import io.kafkagrpo.model.source.ModelHub;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunMismatch;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.settings.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a run's configuration and tokenizer are, which no topic holds. */
final class ModelFiles {
    private static final String ANOTHER =
            "name the model that the run began with by --set %s=DIR".formatted(Keys.MODEL.name());

    private ModelFiles() {}

    /**
     * The folder with the model's small files: the one that the user names, else the run-dir's copy of the model that
     * the run began with, else the configured model. Its weights don't matter.
     *
     * @param changes what the user changes in the configuration
     * @throws CommandFailure if they are not at hand
     * @throws RunMismatchException if they are not those that the run began with
     */
    static Path find(PastRun run, Map<String, String> changes, RunStarted started) {
        Path folder = folder(run, changes);
        for (String name : List.of("config.json", "tokenizer.json")) {
            if (!Files.exists(folder.resolve(name))) {
                throw new CommandFailure(
                        ExitCode.MODEL,
                        "There is no %s in the model directory %s, and a model without it can't be loaded; %s."
                                .formatted(name, folder, ANOTHER));
            }
        }
        difference(folder, started).ifPresent(sentence -> {
            throw new RunMismatchException(sentence);
        });
        return folder;
    }

    private static Path folder(PastRun run, Map<String, String> changes) {
        boolean isNamed = changes.containsKey(Keys.MODEL.name());
        Path kept = run.files().initialModel();
        if (!isNamed && Files.isDirectory(kept)) {
            return kept;
        }
        String model = run.settings().get(Keys.MODEL);
        Path configured = run.settings().resolve(model);
        if (Files.isDirectory(configured)) {
            return configured;
        }
        if (ModelHub.isId(model)) {
            return ModelLocation.fetch(model, run.settings().get(Keys.REVISION), run.screen());
        }
        throw new CommandFailure(
                ExitCode.MODEL,
                isNamed
                        ? "The value '%s' of %s is no folder, but must be one with the config.json and tokenizer that the run began with."
                                .formatted(model, Keys.MODEL.name())
                        : "The run's config.json and tokenizer are not at hand: there is neither a folder %s nor, as the key %s says, %s; %s."
                                .formatted(kept, Keys.MODEL.name(), configured, ANOTHER));
    }

    /** What old runs did not record is trusted. */
    private static Optional<String> difference(Path folder, RunStarted started) {
        Map<String, String> hashes = started.getModelFileHashesMap();
        return hashes.isEmpty()
                ? RunMismatch.ofFile(
                        "config.json or tokenizer.json of the model directory " + folder,
                        started.getModelHash(),
                        ModelFingerprint.of(folder))
                : RunMismatch.ofFiles(folder, ModelFingerprint.FILES, hashes, ModelFingerprint.ofFiles(folder));
    }
}
