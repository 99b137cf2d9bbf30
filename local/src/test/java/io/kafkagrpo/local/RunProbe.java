package io.kafkagrpo.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs {@code grpo train} as a user does, with the packaged services, and looks at what happens from outside. */
final class RunProbe {
    /** Only against hanging for ever on a busy machine; nothing is timed. */
    static final Duration GUARD = Duration.ofMinutes(8);

    private static final Duration POLL = Duration.ofMillis(200);

    private final Path directory;
    private final Topics topics;

    RunProbe(Path directory, String run) {
        this.directory = directory;
        this.topics = new Topics(run);
    }

    /** Starts the command on another thread; the future holds its exit code. */
    CompletableFuture<Integer> start(String... arguments) {
        List<String> command = new ArrayList<>(List.of("train"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--run-dir", directory.toString()));
        return CompletableFuture.supplyAsync(
                () -> Grpo.commandLine().execute(command.toArray(String[]::new)),
                task -> Thread.ofPlatform().name("grpo-train").start(task));
    }

    /** Waits until so many steps are committed. */
    void awaitStep(long step, CompletableFuture<Integer> run) throws InterruptedException {
        Instant end = Instant.now().plus(GUARD);
        long seen = 0;
        try (StepsFollower follower = new StepsFollower(awaitKafka(run, end), topics)) {
            while (seen < step) {
                for (StepEvent event : follower.next(POLL)) {
                    if (event.hasTrainingStep()) {
                        seen = event.getTrainingStep().getStep();
                    }
                }
                check(run, end, "step " + step);
            }
        }
    }

    /** Kills a service as an out-of-memory killer would. */
    void kill(String service) throws IOException {
        long pid = Long.parseLong(
                Files.readString(directory.resolve("pids/" + service + ".pid")).strip());
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    JsonNode report() throws IOException {
        return new ObjectMapper().readTree(directory.resolve("report.json").toFile());
    }

    /** All committed training steps, read from the run's own Kafka, started again for it. */
    List<TrainingStep> steps(KafkaClients clients) {
        List<TrainingStep> steps = new ArrayList<>();
        new TopicReader(clients).readAll(topics.steps(), entry -> {
            StepEvent event = StepsFollower.parse(entry);
            if (event.hasTrainingStep()) {
                steps.add(event.getTrainingStep());
            }
        });
        return steps;
    }

    /** All groups that ended, duplicates included. */
    List<ScoredGroup> scoredGroups(KafkaClients clients) {
        List<ScoredGroup> groups = new ArrayList<>();
        new TopicReader(clients).readAll(topics.scoredGroups(), entry -> {
            try {
                groups.add(ScoredGroup.parseFrom(entry.value()));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        });
        return groups;
    }

    /** The run's broker, after the run. */
    EmbeddedBroker broker() {
        return EmbeddedBroker.start(directory.resolve("kafka"), 0);
    }

    private KafkaClients awaitKafka(CompletableFuture<Integer> run, Instant end) throws InterruptedException {
        Path configuration = directory.resolve("config.yaml");
        while (!Files.exists(configuration)) {
            check(run, end, "its configuration");
            Thread.sleep(POLL); // a file has no event that is simpler than this
        }
        return new KafkaClients(EmbeddedBroker.lastAddress(directory.resolve("kafka")), Map.of());
    }

    private static void check(CompletableFuture<Integer> run, Instant end, String awaited) {
        if (run.isDone()) {
            throw new AssertionError("The run ended with %d before %s.".formatted(run.join(), awaited));
        }
        if (Instant.now().isAfter(end)) {
            throw new AssertionError("The run did not reach %s within %s.".formatted(awaited, GUARD));
        }
    }
}
