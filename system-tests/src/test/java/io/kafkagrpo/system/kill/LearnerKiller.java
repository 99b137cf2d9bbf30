package io.kafkagrpo.system.kill;

import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.system.RunLog;
import io.kafkagrpo.system.RunProbe;
import io.kafkagrpo.system.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Kills the learner of a run at a drawn instant. Where that instant is shorter than it takes to see it, the learner
 * is held (SIGSTOP) at the first sign of it, killed if it is still in the middle, and let go on to its next
 * occasion if not.
 */
final class LearnerKiller {
    private static final Pattern CHECKPOINT_ASIDE = Pattern.compile("step-(\\d+)\\.state\\.tmp");
    private static final Pattern MODEL_ASIDE = Pattern.compile("\\.model\\.safetensors\\.partial");

    private final RunProbe probe;
    private final int steps;

    /** @param steps of the run; at the last one there is no next occasion, and the learner dies in any case */
    LearnerKiller(RunProbe probe, int steps) {
        this.probe = probe;
        this.steps = steps;
    }

    /** What tells whether a held learner is still in the middle of something. */
    @FunctionalInterface
    private interface Middle {
        boolean isNow() throws IOException;
    }

    void strike(KillInstant instant) throws IOException, InterruptedException {
        long step = instant.step();
        switch (instant.phase()) {
            case PUBLISH, BOOTSTRAP ->
                inTransaction(probe.topics().weights(), entry -> Long.parseLong(entry.key()), step);
            case TRANSACTION -> inTransaction(probe.topics().steps(), LearnerKiller::stepOf, step);
            case CHECKPOINT -> inFile(probe.folder().checkpoints(probe.topics().run()), CHECKPOINT_ASIDE, step);
            case MODEL -> inFile(probe.folder().model(), MODEL_ASIDE, step);
            case EVALUATION -> {
                probe.awaitStep(step);
                probe.kill(Services.LEARNER);
            }
            case ANY -> after(instant);
            case RESTORE -> {
                after(instant);
                atLine("Restored step");
            }
        }
    }

    private void after(KillInstant instant) throws IOException, InterruptedException {
        probe.awaitStep(instant.step() - 1);
        Thread.sleep(instant.delay()); // the instant is one of wall time
        probe.kill(Services.LEARNER);
    }

    /**
     * Dies while a record of this step or a later one is in the topic's only partition and
     * its transaction undecided.
     */
    private void inTransaction(String topic, ToLongFunction<ConsumerRecord<String, byte[]>> stepOf, long step)
            throws IOException, InterruptedException {
        KafkaClients clients = probe.awaitKafka();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Consumer<String, byte[]> all = RunLog.uncommitted(clients);
                Consumer<String, byte[]> committed = clients.reader()) {
            probe.await(topic, () -> {
                boolean there = all.listTopics().containsKey(topic);
                if (!there) {
                    Thread.sleep(RunProbe.POLL); // the learner has yet to create it
                }
                return there;
            });
            all.assign(List.of(partition));
            all.seekToBeginning(List.of(partition));
            probe.await("%s of step %d".formatted(topic, step), () -> {
                for (ConsumerRecord<String, byte[]> entry : all.poll(RunProbe.POLL)) {
                    long at = stepOf.applyAsLong(entry);
                    if (at >= step && struck(at, () -> lastStable(committed, partition) <= entry.offset())) {
                        return true;
                    }
                }
                return false;
            });
        }
    }

    /** Dies while a file of this step or a later one is half written. */
    private void inFile(Path folder, Pattern aside, long step) throws IOException, InterruptedException {
        // Made before the learner makes it, for only what exists can be watched.
        Files.createDirectories(folder);
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            probe.await("a file in %s for step %d".formatted(folder, step), () -> {
                for (Path name : created(watch)) {
                    Matcher matcher = aside.matcher(name.toString());
                    if (matcher.matches()) {
                        long at = matcher.groupCount() == 0 ? steps : Long.parseLong(matcher.group(1));
                        if (at >= step && struck(at, () -> Files.exists(folder.resolve(name)))) {
                            return true;
                        }
                    }
                }
                return false;
            });
        }
    }

    private static List<Path> created(WatchService watch) throws InterruptedException {
        WatchKey key = watch.poll(RunProbe.POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (key == null) {
            return List.of();
        }
        List<Path> names = key.pollEvents().stream()
                .map(WatchEvent::context)
                .filter(Path.class::isInstance) // not where events were lost
                .map(Path.class::cast)
                .toList();
        key.reset();
        return names;
    }

    /** Dies as soon as its log says this. */
    private void atLine(String text) throws IOException, InterruptedException {
        Path logs = probe.folder().logs();
        Path log = logs.resolve("learner-service.log");
        try (WatchService watch = log.getFileSystem().newWatchService()) {
            logs.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
            probe.await("'%s' in %s".formatted(text, log), () -> {
                boolean there = Files.readString(log).contains(text);
                if (!there) {
                    created(watch);
                }
                return there;
            });
        }
        probe.kill(Services.LEARNER);
    }

    /**
     * Holds the learner and kills it if it is still in the middle, or if there will be no later step to
     * catch it at.
     */
    private boolean struck(long at, Middle middle) throws IOException {
        ProcessHandle learner = probe.process(Services.LEARNER);
        Signal.STOP.sendTo(learner);
        if (middle.isNow() || at >= steps) {
            probe.kill(Services.LEARNER);
            return true;
        }
        Signal.CONT.sendTo(learner);
        return false;
    }

    private static long stepOf(ConsumerRecord<String, byte[]> entry) {
        StepEvent event = RunEventReader.event(entry);
        return event.hasTrainingStep() ? event.getTrainingStep().getStep() : -1;
    }

    /**
     * Offset of the first undecided record; a transaction's records lie behind it until their markers are written.
     */
    private static long lastStable(Consumer<String, byte[]> committed, TopicPartition partition) {
        return Objects.requireNonNull(committed.endOffsets(List.of(partition)).get(partition));
    }
}
