package io.kafkagrpo.scoring;

import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RewardSetting;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.EvaluationMatch;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this process was started with: the run's settings and its own.
 *
 * @param run the run's configuration
 * @param bootstrapServers the cluster: {@code kafka.bootstrap.servers}, else the run's {@code kafka.bootstrap-servers}
 * @param rewards the reward functions: the run's, or those of {@code grpo.scoring.rewards}
 * @param runDirectory where the state of the streams lies
 * @param applicationId of Kafka Streams: its consumer group, its transactions and its changelogs
 * @param outputTopic where groups end
 * @param deadLetterTopic where unusable records go
 */
record ServiceSettings(
        RunSettings run,
        String bootstrapServers,
        List<RewardSetting> rewards,
        Path runDirectory,
        String applicationId,
        String outputTopic,
        String deadLetterTopic) {

    /** The smallest limit that {@link Topics#definitions} gives a topic, and the room that it leaves. */
    private static final int LEAST_RECORD_BYTES = 1 << 20;

    private static final int RECORD_OVERHEAD = 64 << 10;

    /**
     * Reads system properties and the environment: {@code grpo.config} (a YAML file), {@code grpo.run-dir}, optionally
     * {@code grpo.set} (key=value, separated by commas) and, for scoring a run's completions again, {@code
     * grpo.scoring.application-id}, {@code grpo.scoring.output-topic}, {@code grpo.scoring.dead-letter-topic} and {@code
     * grpo.scoring.rewards} (a YAML file with a {@code rewards} section).
     *
     * @throws SettingsException naming what is missing or wrong
     */
    static ServiceSettings load() {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultSources().build();
        RunSettings run = RunSettings.load(
                Path.of(required(config, "grpo.config", "the run's YAML file")),
                overrides(text(config, "grpo.set").orElse("")));
        String bootstrapServers = text(config, "kafka.bootstrap.servers")
                .or(() -> run.find(Keys.BOOTSTRAP_SERVERS))
                .orElseThrow(() -> new SettingsException("%s: %s is missing; it is the Kafka cluster as host:port."
                        .formatted(run.file(), Keys.BOOTSTRAP_SERVERS.name())));
        Topics topics = new Topics(run.get(Keys.RUN));
        return new ServiceSettings(
                run,
                bootstrapServers,
                text(config, "grpo.scoring.rewards")
                        .map(file -> RunSettings.loadRewards(Path.of(file)))
                        .orElse(run.rewards()),
                Path.of(required(config, "grpo.run-dir", "the folder that keeps the run's state")),
                text(config, "grpo.scoring.application-id").orElse(topics.run() + ".reward-service"),
                text(config, "grpo.scoring.output-topic").orElse(topics.scoredGroups()),
                text(config, "grpo.scoring.dead-letter-topic").orElse(topics.deadLetters()));
    }

    /** Whether kept completions are scored again, elsewhere; rewards and timeout may then differ from the run's. */
    boolean isRescoring() {
        return !outputTopic.equals(topics().scoredGroups());
    }

    /** How it is told whether an answer is right. */
    EvaluationMatch match() {
        return EvaluationMatch.named(run.get(Keys.EVALUATION_MATCH));
    }

    Topics topics() {
        return new Topics(run.get(Keys.RUN));
    }

    KafkaClients clients() {
        return new KafkaClients(bootstrapServers, run.kafkaClient());
    }

    /** The topics that must be there before the streams start; others create them. */
    List<String> neededTopics() {
        return List.of(topics().completions(), topics().steps(), outputTopic, deadLetterTopic);
    }

    ScoringSettings scoring() {
        int groupSize = run.get(Keys.GROUP_SIZE);
        int evaluationSamples = run.get(Keys.EVALUATION_SAMPLES);
        int largestGroup = Topics.largestGroupBytes(
                Math.max(groupSize, evaluationSamples), run.get(Keys.MAX_NEW_TOKENS), run.get(Keys.MAX_PROMPT_TOKENS));
        return new ScoringSettings(
                topics().completions(),
                outputTopic,
                deadLetterTopic,
                Duration.ofSeconds(run.get(Keys.GROUP_TIMEOUT_SECONDS)),
                Math.max(LEAST_RECORD_BYTES, largestGroup + RECORD_OVERHEAD),
                groupSize,
                evaluationSamples);
    }

    /** Makes the run's folder; one that can't be made is a {@link SettingsException}. */
    void prepareRunDirectory() {
        try {
            Files.createDirectories(runDirectory);
        } catch (IOException e) {
            throw new SettingsException(
                    "grpo.run-dir: the folder '%s' can't be made: %s.".formatted(runDirectory, e.getMessage()));
        }
    }

    /** Splits {@code a=1,b=x,y,c=2} into three: a comma ends a value only if a key follows. */
    static Map<String, String> overrides(String text) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (String entry : text.split(",(?=[A-Za-z0-9._-]+=)")) {
            if (entry.isBlank()) {
                continue;
            }
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw new SettingsException(
                        "grpo.set: '%s' is not an override; it is KEY=VALUE, separated by commas.".formatted(entry));
            }
            overrides.put(entry.substring(0, equals).strip(), entry.substring(equals + 1));
        }
        return overrides;
    }

    private static Optional<String> text(SmallRyeConfig config, String name) {
        return config.getOptionalValue(name, String.class);
    }

    private static String required(SmallRyeConfig config, String name, String meaning) {
        return text(config, name)
                .orElseThrow(() ->
                        new SettingsException("%s is missing; it is %s, as a system property or in the environment."
                                .formatted(name, meaning)));
    }
}
