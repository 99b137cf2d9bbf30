package io.kafkagrpo.cli.bench.training;

import io.kafkagrpo.access.Role;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.LoadedModel;
import io.kafkagrpo.cli.argument.Prompts;
import io.kafkagrpo.cli.infer.EvaluationTally;
import io.kafkagrpo.cli.infer.HeldOutEvaluation;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.cli.train.TrainingRun;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.data.DataFromSettings;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.BusyTime;
import io.kafkagrpo.report.RunClock;
import io.kafkagrpo.settings.EvaluationFromSettings;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.ObjectiveKeys;
import io.kafkagrpo.settings.PromptsFromSettings;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.weights.WeightFollower;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Trains a run as {@code grpo train} does and looks back at it: the weight versions in its log answer the held-out
 * problems when the run is over, so that nothing is measured in the run's own time.
 *
 * @param evaluateEvery steps between the versions that answer; the first and the last always do
 * @param problems held-out problems at most
 */
public record TrainingBench(Installation installation, int evaluateEvery, int problems, Screen screen) {

    /** Trains, unless the folder has the run already, and measures. */
    public TrainingMeasurement measure(RunSettings settings, Path folder) throws InterruptedException {
        try (RunDirectory directory = RunDirectory.open(folder)) {
            if (Files.exists(directory.files().configuration())
                    && !Files.exists(directory.files().report())) {
                throw new CommandFailure(
                        ExitCode.RUN_MISMATCH,
                        "The run in %s was interrupted, so its clock means nothing; delete it, or choose another --run-dir."
                                .formatted(folder));
            }
            String afterwards =
                    "Its clock means nothing now; delete %s before you call the bench again.".formatted(folder);
            new TrainingRun(installation, settings, directory, screen, afterwards).toItsEnd();
            try (RunKafka kafka = RunKafka.open(settings, directory, screen, Role.READER)) {
                return lookBack(settings, directory, kafka.clients());
            }
        }
    }

    private TrainingMeasurement lookBack(RunSettings settings, RunDirectory directory, KafkaClients clients) {
        Topics topics = new Topics(settings.get(Keys.RUN));
        TopicReader reader = new TopicReader(clients);
        RunEvents events = reader.events(topics);
        RunClock clock = RunClock.of(events);
        BusyTime sampling = new BusyTime();
        reader.readAll(
                topics.completions(),
                Completion.getDefaultInstance(),
                new OwnRecords(events.header()),
                completion -> sampling.add(completion.getStartedAtMs(), completion.getFinishedAtMs()));
        long end = clock.startMs() + Math.round(1000 * clock.totalSeconds());
        return new TrainingMeasurement(
                settings.get(Keys.MAX_STALENESS),
                settings.get(Keys.SEED),
                settings.text(ObjectiveKeys.CORRECTION),
                clock.meanStaleness(),
                clock.maxStaleness(),
                1 - sampling.share(clock.startMs(), end),
                clock.learnerWaits(),
                curve(settings, directory, clients, events.header(), clock));
    }

    private List<TrainingMeasurement.Point> curve(
            RunSettings settings, RunDirectory directory, KafkaClients clients, RunHeader header, RunClock clock) {
        ComputeType type = settings.get(Keys.GENERATOR_DTYPE);
        Dataset heldOut = DataFromSettings.heldOut(settings).head(problems);
        int longest = settings.get(Keys.MAX_PROMPT_TOKENS) + settings.get(Keys.MAX_NEW_TOKENS);
        List<TrainingMeasurement.Point> curve = new ArrayList<>();
        try (LoadedModel model = LoadedModel.open(
                        directory.files().initialModel(),
                        settings.get(Keys.GENERATOR_DEVICE),
                        type,
                        settings.get(Keys.GENERATOR_THREADS));
                GenerationEngine generator = model.generator(settings.get(Keys.GENERATOR_SLOTS), longest);
                WeightFollower versions = new WeightFollower(
                        clients,
                        new Topics(settings.get(Keys.RUN)),
                        header,
                        HostWeights.allocate(WeightLayout.of(model.config())))) {
            HeldOutEvaluation evaluation = new HeldOutEvaluation(
                    model.tokenizer(),
                    Prompts.of(settings, model.directory(), model.tokenizer()),
                    Sampling.untruncated(settings.get(Keys.EVALUATION_TEMPERATURE), settings.get(Keys.MAX_NEW_TOKENS)),
                    PromptsFromSettings.stopOfEvaluation(settings),
                    heldOut,
                    settings.get(Keys.SEED));
            long last = clock.steps().size();
            for (long step :
                    LongStream.rangeClosed(0, last).filter(this::isMeasured).toArray()) {
                curve.add(new TrainingMeasurement.Point(
                        step, clock.secondsAt(step), accuracy(settings, model, generator, versions, evaluation, step)));
                screen.status("looking back: %d of %d versions".formatted(step, last));
            }
            if (!isMeasured(last)) {
                curve.add(new TrainingMeasurement.Point(
                        last, clock.secondsAt(last), accuracy(settings, model, generator, versions, evaluation, last)));
            }
        }
        screen.clear();
        return curve;
    }

    private boolean isMeasured(long step) {
        return step % evaluateEvery == 0;
    }

    private static double accuracy(
            RunSettings settings,
            LoadedModel model,
            GenerationEngine generator,
            WeightFollower versions,
            HeldOutEvaluation evaluation,
            long version) {
        versions.advanceTo(version);
        versions.takeChanges(model.policy());
        try (RewardSet rewards = settings.configuredRewards().open()) {
            EvaluationTally tally = new EvaluationTally(EvaluationFromSettings.check(settings), rewards);
            evaluation.take(generator, tally, () -> {});
            return tally.accuracy();
        }
    }
}
