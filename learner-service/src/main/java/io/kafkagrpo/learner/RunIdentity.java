package io.kafkagrpo.learner;

import io.kafkagrpo.model.ModelFingerprint;
import io.kafkagrpo.process.RunMismatch;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a run rests on besides its configuration: the files that its keys choose. A run that goes on must find them
 * as they were; what an old run did not record is trusted.
 */
final class RunIdentity {
    private RunIdentity() {}

    /**
     * One sentence about the first file that differs; empty where all agree.
     *
     * @param started what the run began with
     * @param own what is there now
     */
    static Optional<String> difference(RunStarted started, RunStarted own, RunSettings settings, Path modelDirectory) {
        return model(started, own, modelDirectory)
                .or(() -> problems(
                        Keys.DATA_TRAIN.name(),
                        settings.resolve(settings.get(Keys.DATA_TRAIN)),
                        started.getTrainingDataHash(),
                        own.getTrainingDataHash()))
                .or(() -> problems(
                        Keys.DATA_EVALUATE.name(),
                        settings.resolve(
                                settings.find(Keys.DATA_EVALUATE).orElseGet(() -> settings.get(Keys.DATA_TRAIN))),
                        started.getEvaluationDataHash(),
                        own.getEvaluationDataHash()));
    }

    private static Optional<String> model(RunStarted started, RunStarted own, Path directory) {
        Map<String, String> before = started.getModelFileHashesMap();
        Optional<String> small = before.isEmpty()
                ? RunMismatch.ofFile(
                        "config.json or tokenizer.json of the model directory " + directory,
                        started.getModelHash(),
                        own.getModelHash())
                : RunMismatch.ofFiles(directory, ModelFingerprint.FILES, before, own.getModelFileHashesMap());
        return small.or(() -> RunMismatch.ofFile(
                "The weights of the model directory " + directory,
                started.getInitialWeightsSha256(),
                own.getInitialWeightsSha256()));
    }

    private static Optional<String> problems(String key, Path data, String before, String now) {
        return RunMismatch.ofFile("The problems of %s (%s)".formatted(data, key), before, now);
    }
}
