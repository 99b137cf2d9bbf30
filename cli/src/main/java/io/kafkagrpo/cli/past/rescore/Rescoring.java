package io.kafkagrpo.cli.past.rescore;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.launch.ChildProcess;
import io.kafkagrpo.cli.launch.ChildSpec;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.OwnerOnly;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.StepRange;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.rescore.RescoreComparison;
import io.kafkagrpo.report.rescore.RescoreReport;
import io.kafkagrpo.retention.KeepRoom;
import io.kafkagrpo.retention.KeptGroups;
import io.kafkagrpo.settings.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Has a reward-service score a run's groups again, and reads what it writes as it writes it.
 *
 * @param opened the run
 * @param directory its folder
 * @param asked what is to be done
 */
public record Rescoring(Installation installation, PastRun opened, RunDirectory directory, Asked asked) {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration GRACE = Duration.ofSeconds(15);

    /**
     * What is to be done.
     *
     * @param rewards the file with the new rewards
     * @param name of the new topic, after the run's
     * @param steps whose groups; an open end is the step that is the newest when the work begins
     */
    public record Asked(Path rewards, String name, StepRange steps) {}

    /** Goes on behind what was scored before under this name; all is in the new topic when it returns. */
    public RescoreReport toItsEnd() throws InterruptedException, IOException {
        RunEvents events = new TopicReader(opened.clients()).events(opened.topics());
        StepRange steps = asked.steps().upTo(events.lastStep());
        long known = countOrRefuse(events, steps);
        List<Extent> extents = extents();
        createTopic(extents.size());
        RescoreComparison comparison = new RescoreComparison(events.header());
        RescoreProgress progress = new RescoreProgress(known, extents);
        try (TopicFollower follower = new TopicFollower(opened.clients(), output())) {
            do {
                take(follower, comparison, progress);
            } while (!follower.isAtEnd());
            if (progress.done() > 0) {
                opened.screen()
                        .line(String.format(
                                Locale.ROOT, "%,d groups were scored before; going on behind them.", progress.done()));
            }
            progress.resume();
            score(service(steps), follower, comparison, progress);
        }
        opened.screen().clear();
        FileTree.delete(stateFolder());
        return comparison.report();
    }

    private void score(ChildSpec spec, TopicFollower follower, RescoreComparison comparison, RescoreProgress progress)
            throws InterruptedException, IOException {
        ChildProcess child = ChildProcess.start(spec);
        try {
            while (child.isAlive()) {
                take(follower, comparison, progress);
                opened.screen().status(progress.line());
            }
            int code = child.waitFor();
            if (code != ExitCode.OK.code()) {
                opened.screen().settle();
                throw new CommandFailure(
                        code,
                        child.lastWords().isEmpty()
                                ? "The reward-service ended with exit code %d; its log is %s."
                                        .formatted(code, spec.log())
                                : child.lastWords());
            }
            while (!follower.isAtEnd()) {
                take(follower, comparison, progress);
            }
        } finally {
            child.askToStop();
            child.stopWithin(GRACE);
            Files.deleteIfExists(spec.pid());
        }
    }

    private static void take(TopicFollower follower, RescoreComparison comparison, RescoreProgress progress)
            throws InterruptedException {
        follower.next(POLL)
                .forEach(entry -> comparison.add(entry).ifPresent(group -> progress.add(group.getRescored())));
    }

    /** How many groups the steps name that were asked for; 0 where every group was. */
    private long countOrRefuse(RunEvents events, StepRange steps) {
        if (events.started() == null) {
            throw opened.nothing("beginning");
        }
        if (steps.isEverything()) {
            kept(events).objection(1, "only what is left is scored again").ifPresent(opened.screen()::line);
            return 0;
        }
        long furthest = Math.max(steps.from(), steps.to());
        if (furthest > events.lastStep()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Step %d is asked for, but the run %s has %d steps so far."
                            .formatted(furthest, opened.topics().run(), events.lastStep()));
        }
        refuseGone(events, steps);
        return events.steps().stream()
                .filter(step -> steps.holds(step.getStep()))
                .mapToLong(step -> step.getUsedCount() + step.getDroppedCount())
                .sum();
    }

    private void refuseGone(RunEvents events, StepRange steps) {
        long first = Math.max(1, steps.from());
        kept(events)
                .objection(first, "step %d and those after it can't be scored again".formatted(first))
                .ifPresent(sentence -> {
                    throw new CommandFailure(ExitCode.DATA, sentence);
                });
    }

    private KeptGroups kept(RunEvents events) {
        try (PartitionReader reader = new PartitionReader(opened.clients())) {
            return KeptGroups.of(reader, opened.topics(), Objects.requireNonNull(events.started()), events.steps());
        }
    }

    private List<Extent> extents() {
        try (PartitionReader reader = new PartitionReader(opened.clients())) {
            List<Extent> extents = reader.extents(opened.topics().scoredGroups());
            if (extents.stream().allMatch(extent -> extent.first() >= extent.end())) {
                throw new CommandFailure(
                        ExitCode.DATA,
                        "The run %s has no scored groups, so there is nothing to score again."
                                .formatted(opened.topics().run()));
            }
            return extents;
        }
    }

    private ChildSpec service(StepRange steps) {
        String servers = opened.clients().bootstrapServers();
        OwnerOnly.createDirectories(stateFolder());
        // A run of a cluster may have no other file on this machine.
        Path configuration = stateFolder().resolve("config.yaml");
        ResolvedYaml.write(configuration, opened.settings(), Map.of(Keys.BOOTSTRAP_SERVERS.name(), servers));
        Map<String, String> properties = new HashMap<>(Map.of(
                "grpo.config",
                configuration.toString(),
                "grpo.run-dir",
                stateFolder().toString(),
                "grpo.scoring.application-id",
                "%s.rescore-%s".formatted(opened.topics().run(), asked.name()),
                "grpo.scoring.output-topic",
                output(),
                "grpo.scoring.rewards",
                asked.rewards().toAbsolutePath().toString()));
        if (!steps.isEverything()) {
            properties.put("grpo.scoring.steps", steps.text());
        }
        return new Services(installation, directory, servers, Connection.secretsForChildren(opened.settings()))
                .rescore("rescore-" + asked.name(), properties);
    }

    /**
     * As scored-groups is, with room for the scores before beside those after; it may be there from
     * the time before.
     */
    private void createTopic(int partitions) throws InterruptedException {
        short replication = opened.settings().get(Keys.REPLICATION_FACTOR).shortValue();
        NewTopic topic = Topics.rescoredDefinition(
                output(), partitions, replication, KeepRoom.largestGroupBytes(opened.settings()));
        try (Admin admin = opened.clients().admin()) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("The topic %s can't be created.".formatted(output()), e.getCause());
            }
        }
    }

    private Path stateFolder() {
        return directory.files().rescore(asked.name());
    }

    private String output() {
        return opened.topics().rescored(asked.name());
    }
}
