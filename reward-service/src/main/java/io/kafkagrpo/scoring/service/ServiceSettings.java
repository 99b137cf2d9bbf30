package io.kafkagrpo.scoring.service;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.process.FolderClaim;
import io.kafkagrpo.process.OwnerOnly;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.StepRange;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.retention.KeepRoom;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.advantage.AdvantageMethod;
import io.kafkagrpo.scoring.Rescorer;
import io.kafkagrpo.scoring.Scorer;
import io.kafkagrpo.scoring.ScoringSettings;
import io.kafkagrpo.scoring.again.RescoreLoop;
import io.kafkagrpo.settings.ConfiguredRewards;
import io.kafkagrpo.settings.EvaluationFromSettings;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.ObjectiveFromSettings;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.reward.AnswerCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this process was started with: the run's settings and its own.
 *
 * @param run the run's configuration
 * @param bootstrapServers the cluster: {@code kafka.bootstrap.servers}, else the
 *     run's {@code kafka.bootstrap-servers}
 * @param rewards the reward functions: the run's, or those of {@code grpo.scoring.rewards}
 * @param runDirectory where the state of the streams lies
 * @param applicationId of Kafka Streams: its consumer group, its transactions and its changelogs
 * @param outputTopic where groups end
 * @param rescoredSteps which groups are scored again, where that is asked for
 */
record ServiceSettings(
        RunSettings run,
        String bootstrapServers,
        ConfiguredRewards rewards,
        Path runDirectory,
        String applicationId,
        String outputTopic,
        StepRange rescoredSteps) {

    /** The smallest limit that {@link Topics#definitions} gives a topic, and the room that it leaves. */
    private static final int LEAST_RECORD_BYTES = 1 << 20;

    private static final int RECORD_OVERHEAD = 64 << 10;

    private static final Duration COMMIT_AFTER = Duration.ofSeconds(1);

    /** Groups that are scored again between two readings, where functions are quick. */
    private static final int QUICK_GROUPS = 200;

    /**
     * Reads system properties and the environment: {@code grpo.config} (a YAML file), {@code grpo.run-dir},
     * optionally {@code grpo.set} (key=value, separated by commas) and, for scoring a run's groups again, {@code
     * grpo.scoring.application-id}, {@code grpo.scoring.output-topic}, {@code grpo.scoring.rewards} (a YAML file
     * with a {@code rewards} section) and {@code grpo.scoring.steps} (the first and the last one, such as 3-17).
     *
     * @throws SettingsException naming what is missing or wrong
     */
    static ServiceSettings load() {
        ServiceEnvironment environment = ServiceEnvironment.load();
        RunSettings run = environment.run();
        String bootstrapServers =
                ServiceEnvironment.property("kafka.bootstrap.servers").orElseGet(environment::bootstrapServers);
        Topics topics = new Topics(run.get(Keys.RUN));
        return new ServiceSettings(
                run,
                bootstrapServers,
                ServiceEnvironment.property("grpo.scoring.rewards")
                        .map(file -> RunSettings.loadRewards(Path.of(file)))
                        .orElseGet(run::configuredRewards),
                environment.runDirectory(),
                ServiceEnvironment.property("grpo.scoring.application-id").orElse(topics.run() + ".reward-service"),
                ServiceEnvironment.property("grpo.scoring.output-topic").orElse(topics.scoredGroups()),
                ServiceEnvironment.property("grpo.scoring.steps")
                        .map(ServiceSettings::steps)
                        .orElse(StepRange.EVERYTHING));
    }

    private static StepRange steps(String text) {
        return StepRange.parse(text)
                .orElseThrow(() -> new SettingsException(
                        "grpo.scoring.steps is '%s', but must be two numbers of steps such as 3-17, or 3- for all from there on."
                                .formatted(text)));
    }

    /** Whether ended groups are scored again, elsewhere; the rewards may then differ from the run's. */
    boolean isRescoring() {
        return !outputTopic.equals(topics().scoredGroups());
    }

    /** How it is told whether an answer is right. */
    AnswerCheck match() {
        return EvaluationFromSettings.check(run);
    }

    Topics topics() {
        return new Topics(run.get(Keys.RUN));
    }

    /** Where unusable records go. */
    String deadLetterTopic() {
        return topics().deadLetters();
    }

    KafkaClients clients() {
        return Connection.of(run, bootstrapServers, isRescoring() ? Role.RESCORE : Role.REWARD)
                .withLogs(new RunFolder(runDirectory).kafkaLogs());
    }

    /** The topics that must be there before the work begins; others create them. */
    List<String> neededTopics() {
        if (isRescoring()) {
            return List.of(topics().scoredGroups(), topics().steps(), outputTopic);
        }
        return List.of(topics().completions(), topics().steps(), outputTopic, deadLetterTopic());
    }

    /** @param header what the run's records bear */
    ScoringSettings scoring(RunHeader header) {
        int groupSize = run.get(Keys.GROUP_SIZE);
        int evaluationSamples = run.get(Keys.EVALUATION_SAMPLES);
        return new ScoringSettings(
                topics().completions(),
                outputTopic,
                deadLetterTopic(),
                header,
                Duration.ofSeconds(run.get(Keys.GROUP_TIMEOUT_SECONDS)),
                largestRecordBytes(),
                groupSize,
                evaluationSamples,
                run.get(Keys.REWARDS_IN_FLIGHT),
                groupAdvantages());
    }

    /** How ended groups are scored again. */
    RescoreLoop rescoring(RunHeader header, Scorer scorer) {
        int members = Math.max(run.get(Keys.GROUP_SIZE), run.get(Keys.EVALUATION_SAMPLES));
        // Before and after a reading: twice as many wait for slow functions.
        int atOnce = scorer.isSlow() ? run.get(Keys.REWARDS_IN_FLIGHT) / (2 * members) : QUICK_GROUPS;
        return new RescoreLoop(
                clients(),
                topics(),
                header,
                outputTopic,
                applicationId,
                new Rescorer(scorer, groupAdvantages()),
                rescoredSteps,
                run.get(Keys.SCORING_THREADS),
                COMMIT_AFTER,
                Math.max(1, atOnce));
    }

    /** What the topics take at most. */
    int largestRecordBytes() {
        return Math.max(LEAST_RECORD_BYTES, KeepRoom.largestGroupBytes(run) + RECORD_OVERHEAD);
    }

    /** Null where an advantage depends on the step's other groups: the learner computes it then. */
    private @Nullable AdvantageSettings groupAdvantages() {
        return ObjectiveFromSettings.advantages(run) instanceof AdvantageMethod.OfGroup(AdvantageSettings ofGroup)
                ? ofGroup
                : null;
    }

    /**
     * Makes the run's folder; one that can't be made is a {@link SettingsException}, one of another run a {@link
     * io.kafkagrpo.process.RunMismatchException}.
     */
    void prepareRunDirectory() {
        FolderClaim.refuseOther(new RunFolder(runDirectory), topics().run());
        try {
            OwnerOnly.tryToCreate(runDirectory);
        } catch (IOException e) {
            throw new SettingsException(
                    "grpo.run-dir: the folder '%s' can't be made: %s.".formatted(runDirectory, e.getMessage()));
        }
    }

    /** Says in the run's folder whose it is. */
    void claimRunDirectory() {
        FolderClaim.make(new RunFolder(runDirectory), topics().run(), run);
    }
}
