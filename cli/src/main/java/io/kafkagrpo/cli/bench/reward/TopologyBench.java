package io.kafkagrpo.cli.bench.reward;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.bench.log.SyntheticLog;
import io.kafkagrpo.cli.bench.reward.Measured.Moment;
import io.kafkagrpo.cli.launch.Launcher;
import io.kafkagrpo.cli.launch.RestartPolicy;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.past.rescore.Rescoring;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Parts;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.StepRange;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.report.rescore.RescoreReport;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Times the reward-service, the very jar that runs elsewhere, on a log of completions that is there before it
 * starts. The clock runs from the first ended group to the last.
 */
record TopologyBench(Installation installation, Path folder, int threads, int completions, Screen screen) {
    static final int TOKENS = 400;
    static final int GROUP_SIZE = 8;
    private static final int PARTITIONS = 4;
    private static final String REWARDS = "rewards: {correctness: 1, format: 1}";
    private static final String AGAIN = "again";
    private static final Topics TOPICS = new Topics("bench");
    private static final Duration POLL = Duration.ofMillis(100);

    /**
     * How fast it went.
     *
     * @param scored by the reward-service as it trains, exactly once
     * @param rescored by {@code grpo rescore} of the same groups, in the same run
     */
    record Speeds(Measured scored, Measured rescored) {}

    /** A run whose completions are written and not yet scored. */
    private record Written(RunSettings settings, RunDirectory directory, KafkaClients clients) {}

    private interface Measuring<T> {
        T of(Written run) throws InterruptedException, IOException;
    }

    Measured speed() throws InterruptedException, IOException {
        return inRun(this::scored);
    }

    Speeds speeds() throws InterruptedException, IOException {
        return inRun(run -> new Speeds(scored(run), rescored(run)));
    }

    private <T> T inRun(Measuring<T> measuring) throws InterruptedException, IOException {
        RunSettings settings = RunSettings.load(
                Files.writeString(folder.resolve("bench.yaml"), """
                        run: bench
                        model: none
                        data: {train: arithmetic}
                        steps: 1
                        group-size: %d
                        sampling: {max-new-tokens: %d}
                        %s
                        scoring: {threads: %d}
                        """.formatted(GROUP_SIZE, TOKENS, REWARDS, threads)),
                Map.of());
        try (RunDirectory directory = RunDirectory.open(folder.resolve("run"));
                RunKafka kafka = RunKafka.embedded(directory)) {
            KafkaClients clients = kafka.clients();
            ResolvedYaml.write(
                    directory.files().configuration(),
                    settings,
                    Map.of(Keys.BOOTSTRAP_SERVERS.name(), clients.bootstrapServers()));
            write(clients, settings);
            return measuring.of(new Written(settings, directory, clients));
        }
    }

    private Measured scored(Written run) throws InterruptedException {
        Services services =
                new Services(installation, run.directory(), run.clients().bootstrapServers(), Map.of());
        try (Launcher launcher = new Launcher(
                List.of(services.reward(Services.REWARD, Map.of())), RestartPolicy::standard, screen::line)) {
            launcher.start();
            return follow(run.clients(), TOPICS.scoredGroups(), launcher::failure);
        }
    }

    private Measured rescored(Written run) throws InterruptedException, IOException {
        Path rewards = Files.writeString(folder.resolve("again.yaml"), REWARDS + "\n");
        PastRun past = new PastRun(run.settings(), run.directory().files(), run.clients(), TOPICS, screen);
        Rescoring rescoring = new Rescoring(
                installation, past, run.directory(), new Rescoring.Asked(rewards, AGAIN, StepRange.EVERYTHING));
        try (ExecutorService command = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<RescoreReport> report = command.submit(rescoring::toItsEnd);
            Measured measured = follow(run.clients(), TOPICS.rescored(AGAIN), () -> failure(report));
            report.get(); // all groups are there; now the command ends, too
            return measured;
        } catch (ExecutionException e) {
            throw failed(Objects.requireNonNull(e.getCause()));
        }
    }

    private static @Nullable CommandFailure failure(Future<?> work) {
        return work.state() == Future.State.FAILED ? failed(work.exceptionNow()) : null;
    }

    private static CommandFailure failed(Throwable why) {
        return new CommandFailure(ExitCode.INTERNAL, "The rescoring failed: " + ErrorMessages.of(why));
    }

    /** What ends after the first poll that brings something, for the clock starts with it. */
    private Measured follow(KafkaClients clients, String topic, Supplier<@Nullable CommandFailure> trouble)
            throws InterruptedException {
        int groups = completions / GROUP_SIZE;
        int first = 0;
        int ended = 0;
        Moment began = Moment.now();
        try (TopicFollower follower = new TopicFollower(clients, topic)) {
            while (ended < groups) {
                for (ConsumerRecord<String, byte[]> entry : follower.next(POLL)) {
                    refuseFailed(entry);
                    ended++;
                }
                if (first == 0 && ended > 0) {
                    first = ended;
                    began = Moment.now();
                }
                CommandFailure failure = trouble.get();
                if (failure != null) {
                    throw failure;
                }
                screen.status("%d of %d groups".formatted(ended, groups));
            }
        }
        Measured measured = began.until(Moment.now(), (ended - first) * GROUP_SIZE);
        screen.clear();
        return measured;
    }

    /** What isn't scored takes less time. */
    private static void refuseFailed(ConsumerRecord<String, byte[]> entry) {
        try {
            Parts.ScoredGroup group = Parts.ScoredGroup.parseFrom(entry.value());
            if (!group.hasComplete() || group.getStatistics().getScored() != GROUP_SIZE) {
                throw new CommandFailure(
                        ExitCode.INTERNAL,
                        "Group %s of the bench was not scored: %s."
                                .formatted(entry.key(), group.getFailed().getReason()));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new CommandFailure(
                    ExitCode.INTERNAL,
                    "Group %s of the bench can't be read: %s.".formatted(entry.key(), e.getMessage()));
        }
    }

    private void write(KafkaClients clients, RunSettings settings) throws InterruptedException {
        int largest = Topics.largestGroupBytes(GROUP_SIZE, TOKENS, settings.get(Keys.MAX_PROMPT_TOKENS));
        try (SyntheticLog log =
                SyntheticLog.begin(clients, TOPICS, settings, PARTITIONS, largest, System.currentTimeMillis())) {
            for (int group = 0; group < completions / GROUP_SIZE; group++) {
                PromptGroup prompt = prompt(group);
                for (int index = 0; index < GROUP_SIZE; index++) {
                    log.send(TOPICS.completions(), null, prompt.getGroupId(), completion(prompt, index));
                }
                if (group % 1000 == 0) {
                    screen.status("wrote %d completions".formatted(group * GROUP_SIZE));
                }
            }
        }
    }

    private static PromptGroup prompt(int group) {
        GroupId id = GroupId.train(0, group);
        PromptGroup.Builder prompt = PromptGroup.newBuilder()
                .setGroupId(id.toString())
                .setPurpose(id.purpose())
                .setProblemId("p" + group)
                .setQuestion("How many apples are left of %d after 12 were eaten?".formatted(group))
                .setReferenceAnswer(Integer.toString(group))
                .setGroupSize(GROUP_SIZE);
        for (int token = 0; token < 60; token++) {
            prompt.addPromptTokenIds(1000 + 37 * token);
        }
        return prompt.build();
    }

    private static Completion completion(PromptGroup prompt, int index) {
        Finished.Builder finished = Finished.newBuilder()
                .addVersions(VersionRun.newBuilder().setVersion(1))
                .setFinishReason(FinishReason.STOP)
                .setText("<reasoning>%s</reasoning><answer>%s</answer>"
                        .formatted("so it is this ".repeat(100), index % 2 == 0 ? prompt.getReferenceAnswer() : "no"));
        for (int token = 0; token < TOKENS; token++) {
            finished.addTokenIds(100 + (token * 7919 + index) % 50_000);
            finished.addBehaviourLogProbabilities(-0.001f * (token % 300));
        }
        return Completion.newBuilder()
                .setPrompt(prompt)
                .setIndex(index)
                .setFinished(finished)
                .setGeneratorId("bench")
                .build();
    }
}
