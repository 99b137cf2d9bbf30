package io.kafkagrpo.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.Grpo;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.StepsFollower;
import io.kafkagrpo.record.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Runs {@code grpo train} as a user does, with the packaged services, and looks at what happens from outside. */
public final class RunProbe {
    /** Only against hanging for ever on a busy machine; nothing is timed. */
    private static final Duration GUARD = Duration.ofMinutes(8);

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");

    /** How long a single look may take. */
    public static final Duration POLL = Duration.ofMillis(200);

    /** A look at something that may not have happened yet. */
    @FunctionalInterface
    public interface Look {
        /** Looks, for about {@link #POLL} at most; whether it has happened. */
        boolean sees() throws IOException, InterruptedException;
    }

    private final RunFolder folder;
    private final Topics topics;
    private CompletableFuture<Integer> run = CompletableFuture.failedFuture(new IllegalStateException("not started"));

    public RunProbe(Path directory, String run) {
        this.folder = new RunFolder(directory);
        this.topics = new Topics(run);
    }

    /** Starts the command on another thread. */
    public void start(String... arguments) {
        List<String> command = new ArrayList<>(List.of("train"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--run-dir", folder.path().toString()));
        run = CompletableFuture.supplyAsync(
                () -> Grpo.commandLine().execute(command.toArray(String[]::new)),
                task -> Thread.ofPlatform().name("grpo-train").start(task));
    }

    /** Looks at a command that runs in a process of its own. */
    public void follow(CommandProcess command) {
        run = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return command.exitCode();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofPlatform().name("grpo-process").start(task));
    }

    /** Waits for the command's end. */
    public int exitCode() throws Exception {
        return run.get(GUARD.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until so many steps are committed. */
    public void awaitStep(long step) throws IOException, InterruptedException {
        try (StepsFollower follower = new StepsFollower(awaitKafka(), topics)) {
            await("step " + step, () -> {
                boolean there = false;
                for (StepEvent event : follower.next(POLL)) {
                    there |= event.hasTrainingStep() && event.getTrainingStep().getStep() >= step;
                }
                return there;
            });
        }
    }

    /** Looks again and again while the run goes on. */
    public void await(String what, Look look) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(GUARD);
        while (!look.sees()) {
            if (run.isDone()) {
                throw new AssertionError("The run ended with %d before %s.".formatted(run.join(), what));
            }
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("The run did not reach %s within %s.".formatted(what, GUARD));
            }
        }
    }

    /** Waits for the run's own Kafka. */
    public KafkaClients awaitKafka() throws IOException, InterruptedException {
        Path configuration = folder.configuration();
        await("its configuration", () -> {
            boolean there = Files.exists(configuration);
            if (!there) {
                Thread.sleep(POLL); // a file has no event that is simpler than this
            }
            return there;
        });
        return new KafkaClients(EmbeddedBroker.lastAddress(folder.kafka()), Map.of());
    }

    /** Waits until a service's log names the address at which it listens. */
    public URI awaitAddress(String service) throws IOException, InterruptedException {
        await("the address of " + service, () -> {
            boolean there = address(service).isPresent();
            if (!there) {
                Thread.sleep(POLL); // a file has no event that is simpler than this
            }
            return there;
        });
        return address(service).orElseThrow();
    }

    private Optional<URI> address(String service) throws IOException {
        Path log = folder.log(service);
        return Files.exists(log)
                ? LISTENING
                        .matcher(Files.readString(log))
                        .results()
                        .map(match -> URI.create(match.group(1)))
                        .findFirst()
                : Optional.empty();
    }

    /** Kills a service as an out-of-memory killer would. */
    public void kill(String service) throws IOException {
        ProcessHandle process = process(service);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** The service's process of this moment. */
    public ProcessHandle process(String service) throws IOException {
        long pid = Long.parseLong(Files.readString(folder.pid(service)).strip());
        return ProcessHandle.of(pid).orElseThrow();
    }

    public RunFolder folder() {
        return folder;
    }

    public Topics topics() {
        return topics;
    }

    public JsonNode report() throws IOException {
        return new ObjectMapper().readTree(folder.report().toFile());
    }

    /** The run's broker, after the run. */
    public EmbeddedBroker broker() {
        return EmbeddedBroker.start(folder.kafka(), 0);
    }

    /** The run's topics, after the run. */
    public RunLog log(EmbeddedBroker broker) {
        return new RunLog(new KafkaClients(broker.bootstrapServers(), Map.of()), topics);
    }
}
