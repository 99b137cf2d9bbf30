package io.kafkagrpo.cli.bench.generator;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.bench.log.SyntheticLog;
import io.kafkagrpo.cli.launch.Launcher;
import io.kafkagrpo.cli.launch.RestartPolicy;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.model.ModelFingerprint;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.SamplingParameters;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rollout.PromptPlaces;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Generators without a model, as processes of their own, on a real broker; a reward-service ends the groups. In one
 * run: first how throughput grows with their number, then what becomes of prompts while generators come and go.
 *
 * @param work sizes
 */
record GeneratorsBench(Installation installation, Path folder, Work work, Screen screen) {
    private static final Topics TOPICS = new Topics("bench");
    private static final Topics.Partitions PARTITIONS = new Topics.Partitions(64, 4);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int PROMPT_TOKENS = 20;
    /** Of each generator, for its pace. */
    private static final int MEASURED_GROUPS = 150;
    /** A session lasts 10 s; the group needs a moment to divide the prompts anew. */
    static final Duration PATIENCE = Duration.ofSeconds(12);

    /**
     * How much is done.
     *
     * @param generators most of them
     * @param groups that end while generators come and go
     * @param faults that happen meanwhile
     * @param groupSize completions of a group
     * @param tokens of a completion at most
     * @param slots of a generator
     * @param latencyMs that a decode step takes
     * @param seed of the faults
     */
    record Work(
            int generators, int groups, int faults, int groupSize, int tokens, int slots, double latencyMs, long seed) {
        /** Groups a generator works on when all of its slots are taken. */
        int groupsAtATime() {
            return Math.max(1, slots / groupSize);
        }
    }

    /**
     * Throughput with so many generators.
     *
     * @param groupsPerSecond that ended
     */
    record Pace(int generators, double groupsPerSecond) {}

    /**
     * What became of the prompts.
     *
     * @param tally of those while generators came and went
     * @param sampledInVain completions that came a second time, share of all
     * @param seconds that it took
     */
    record Result(List<Pace> paces, List<Fault> faults, GroupTally tally, double sampledInVain, double seconds) {}

    Result run() throws InterruptedException, IOException {
        Path model = installation.configFolder().resolve("models/mini");
        RunSettings settings = RunSettings.load(
                Files.writeString(folder.resolve("bench.yaml"), """
                        run: bench
                        model: %s
                        data: {train: arithmetic}
                        steps: 1
                        group-size: %d
                        sampling: {max-new-tokens: %d}
                        rewards: {format: 1}
                        generator: {slots: %d, simulated-token-latency-ms: %s}
                        """.formatted(
                        model.toAbsolutePath(), work.groupSize(), work.tokens(), work.slots(), work.latencyMs())),
                Map.of());
        try (RunDirectory directory = RunDirectory.open(folder.resolve("run"));
                RunKafka kafka = RunKafka.embedded(directory)) {
            KafkaClients clients = kafka.clients();
            ResolvedYaml.write(
                    directory.files().configuration(),
                    settings,
                    Map.of(Keys.BOOTSTRAP_SERVERS.name(), clients.bootstrapServers()));
            int largest =
                    Topics.largestGroupBytes(work.groupSize(), work.tokens(), settings.get(Keys.MAX_PROMPT_TOKENS));
            Services services = new Services(installation, directory, clients.bootstrapServers(), Map.of());
            try (SyntheticLog log = SyntheticLog.begin(
                            clients,
                            TOPICS,
                            settings,
                            PARTITIONS,
                            largest,
                            System.currentTimeMillis(),
                            ModelFingerprint.of(model));
                    Launcher reward = new Launcher(
                            List.of(services.reward(Services.REWARD, Map.of())),
                            RestartPolicy::standard,
                            screen::line);
                    LightGenerators generators = new LightGenerators(services);
                    TopicFollower ends = new TopicFollower(clients, TOPICS.scoredGroups())) {
                reward.start();
                return new Driver(clients, log, reward, generators, ends).measure();
            }
        }
    }

    /** Writes prompts, and follows their ends. */
    private final class Driver {
        private final KafkaClients clients;
        private final SyntheticLog log;
        private final Launcher reward;
        private final LightGenerators generators;
        private final TopicFollower ends;
        private int position;

        Driver(
                KafkaClients clients,
                SyntheticLog log,
                Launcher reward,
                LightGenerators generators,
                TopicFollower ends) {
            this.clients = clients;
            this.log = log;
            this.reward = reward;
            this.generators = generators;
            this.ends = ends;
        }

        Result measure() throws InterruptedException, IOException {
            List<Pace> paces = new ArrayList<>();
            for (int count = 1; count < work.generators(); count *= 2) {
                paces.add(pace(count));
            }
            paces.add(pace(work.generators()));
            List<Fault> plan = Fault.plan(work.seed(), work.faults(), work.generators(), work.groups());
            GroupTally tally = new GroupTally(PATIENCE.toMillis());
            long begun = System.nanoTime();
            comeAndGo(plan, tally);
            double seconds = (System.nanoTime() - begun) / 1e9;
            AtomicLong sampled = new AtomicLong();
            new TopicReader(clients).readAll(TOPICS.completions(), _ -> sampled.incrementAndGet());
            double wanted = (double) position * work.groupSize();
            return new Result(paces, plan, tally, (sampled.get() - wanted) / wanted, seconds);
        }

        /** With more prompts than they can take; the clock starts when all of them have taken part. */
        private Pace pace(int count) throws InterruptedException, IOException {
            generators.growTo(count);
            GroupTally tally = new GroupTally(PATIENCE.toMillis());
            int ahead = 3 * count * work.groupsAtATime();
            while (tally.generators() < count) {
                fill(tally, ahead);
                follow(tally);
                screen.status("%d of %d generators have ended a group".formatted(tally.generators(), count));
            }
            int from = tally.ended();
            long begun = System.nanoTime();
            int measured = count * MEASURED_GROUPS;
            while (tally.ended() < from + measured) {
                fill(tally, ahead);
                follow(tally);
                screen.status("%d generators: %d of %d groups".formatted(count, tally.ended() - from, measured));
            }
            Pace pace = new Pace(count, (tally.ended() - from) * 1e9 / (System.nanoTime() - begun));
            drain(tally);
            return pace;
        }

        /** With fewer prompts than they could take, so that there is always one with a free slot. */
        private void comeAndGo(List<Fault> plan, GroupTally tally) throws InterruptedException, IOException {
            Deque<Fault> faults = new ArrayDeque<>(plan);
            while (tally.ended() + tally.outstanding() < work.groups()) {
                int ahead = generators.present() * work.groupsAtATime() / 2;
                fill(tally, Math.min(ahead, work.groups() - tally.ended()));
                follow(tally);
                while (!faults.isEmpty() && tally.ended() >= faults.getFirst().atGroup()) {
                    // one at least goes on working
                    if (generators.present() < 2) {
                        break;
                    }
                    Fault fault = faults.removeFirst();
                    screen.line("after %d groups: %s"
                            .formatted(tally.ended(), fault.kind().words()));
                    generators.suffer(fault);
                }
                screen.status("%d of %d groups, %d of %d generators"
                        .formatted(tally.ended(), work.groups(), generators.present(), work.generators()));
            }
            generators.gather();
            drain(tally);
        }

        private void drain(GroupTally tally) throws InterruptedException, IOException {
            while (tally.outstanding() > 0) {
                follow(tally);
            }
            screen.clear();
        }

        private void fill(GroupTally tally, int ahead) {
            while (tally.outstanding() < ahead) {
                PromptGroup prompt = prompt(position);
                long now = System.currentTimeMillis();
                tally.wrote(prompt.getGroupId(), now);
                log.send(
                        TOPICS.prompts(),
                        PromptPlaces.partition(position, PARTITIONS.prompts()),
                        prompt.getGroupId(),
                        prompt);
                position++;
            }
        }

        private void follow(GroupTally tally) throws InterruptedException, IOException {
            for (ConsumerRecord<String, byte[]> entry : ends.next(POLL)) {
                tally.ended(parsed(entry));
            }
            generators.look();
            CommandFailure failure = reward.failure();
            if (failure != null) {
                throw failure;
            }
        }
    }

    private static ScoredGroup parsed(ConsumerRecord<String, byte[]> entry) {
        try {
            return ScoredGroup.parseFrom(entry.value());
        } catch (InvalidProtocolBufferException e) {
            throw new CommandFailure(
                    ExitCode.INTERNAL,
                    "Group %s of the bench can't be read: %s.".formatted(entry.key(), e.getMessage()));
        }
    }

    private PromptGroup prompt(int number) {
        GroupId id = GroupId.train(0, number);
        PromptGroup.Builder prompt = PromptGroup.newBuilder()
                .setGroupId(id.toString())
                .setPurpose(id.purpose())
                .setProblemId("p" + number)
                .setQuestion("?")
                .setReferenceAnswer("1")
                .setGroupSize(work.groupSize())
                .setSeed(work.seed())
                .setPosition(number)
                .setSampling(SamplingParameters.newBuilder().setTemperature(1).setMaxNewTokens(work.tokens()));
        for (int token = 0; token < PROMPT_TOKENS; token++) {
            prompt.addPromptTokenIds(3 + token);
        }
        return prompt.build();
    }
}
