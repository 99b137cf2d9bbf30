package io.kafkagrpo.cli.past.rescore;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.launch.ChildSpec;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.launch.Launcher;
import io.kafkagrpo.cli.launch.RestartPolicy;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.OwnerOnly;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.Distribution;
import io.kafkagrpo.report.ScoredValues;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Scores a run's completions again in a reward-service of its own, and compares with the run's scores. */
final class Rescoring {
    private static final Duration POLL = Duration.ofMillis(250);

    /** Members of one group lie close together in the log, so a group that misses some needs no long wait. */
    private static final int GROUP_TIMEOUT_SECONDS = 20;

    private final Installation installation;
    private final RunSettings settings;
    private final KafkaClients clients;
    private final RunDirectory directory;
    private final Path rewards;
    private final String name;
    private final Screen screen;
    private final Topics topics;

    Rescoring(Installation installation, PastRun opened, RunDirectory directory, Path rewards, String name) {
        this.installation = installation;
        this.settings = opened.settings();
        this.clients = opened.clients();
        this.directory = directory;
        this.rewards = rewards;
        this.name = name;
        this.screen = opened.screen();
        this.topics = opened.topics();
    }

    /** Scores all groups that the run scored, prints both distributions and leaves the new topics in the log. */
    void toItsEnd() throws InterruptedException {
        RunHeader header = new TopicReader(clients).events(topics).header();
        ScoredValues old = new ScoredValues(header);
        new TopicReader(clients).readAll(topics.scoredGroups(), old::add);
        if (old.groups().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.DATA,
                    "The run in %s has no scored groups, so there is nothing to compare with."
                            .formatted(directory.folder()));
        }
        createTopics(clients);
        ScoredValues now = new ScoredValues(header);
        try (Launcher launcher = new Launcher(List.of(service(clients)), RestartPolicy::standard, screen::line)) {
            launcher.start();
            follow(clients, launcher, old.groups(), now);
        }
        removeTraces(clients);
        report(old, now);
    }

    private ChildSpec service(KafkaClients clients) {
        return new Services(
                        installation, directory, clients.bootstrapServers(), Connection.secretsForChildren(settings))
                .reward(
                        "rescore-" + name,
                        Map.of(
                                "grpo.config",
                                configuration(clients).toString(),
                                "grpo.run-dir",
                                stateFolder().toString(),
                                "grpo.set",
                                "%s=%d".formatted(Keys.GROUP_TIMEOUT_SECONDS.name(), GROUP_TIMEOUT_SECONDS),
                                "grpo.scoring.application-id",
                                applicationId(),
                                "grpo.scoring.output-topic",
                                outputTopic(),
                                "grpo.scoring.dead-letter-topic",
                                deadLetterTopic(),
                                "grpo.scoring.rewards",
                                rewards.toAbsolutePath().toString()));
    }

    /** A run of a cluster may have no other file on this machine. */
    private Path configuration(KafkaClients clients) {
        Path file = stateFolder().resolve("config.yaml");
        OwnerOnly.createDirectories(stateFolder());
        ResolvedYaml.write(file, settings, Map.of(Keys.BOOTSTRAP_SERVERS.name(), clients.bootstrapServers()));
        return file;
    }

    private void follow(KafkaClients clients, Launcher launcher, Set<String> expected, ScoredValues now)
            throws InterruptedException {
        Set<String> awaited = new HashSet<>(expected);
        try (TopicFollower follower = new TopicFollower(clients, outputTopic())) {
            while (!awaited.isEmpty()) {
                follower.next(POLL).forEach(entry -> {
                    now.add(entry);
                    awaited.remove(entry.key());
                });
                CommandFailure failure = launcher.failure();
                if (failure != null) {
                    throw failure;
                }
                screen.status(
                        "scored again %d of %d groups".formatted(expected.size() - awaited.size(), expected.size()));
            }
        }
        screen.clear();
    }

    private void createTopics(KafkaClients clients) throws InterruptedException {
        try (Admin admin = clients.admin()) {
            int partitions = admin.describeTopics(List.of(topics.completions()))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .size();
            int largest = Topics.largestGroupBytes(
                    Math.max(settings.get(Keys.GROUP_SIZE), settings.get(Keys.EVALUATION_SAMPLES)),
                    settings.get(Keys.MAX_NEW_TOKENS),
                    settings.get(Keys.MAX_PROMPT_TOKENS));
            short replication = settings.get(Keys.REPLICATION_FACTOR).shortValue();
            List<NewTopic> definitions = topics.definitions(partitions, replication, largest, 0);
            Map<String, String> asTheRuns = definitions.stream()
                    .filter(topic -> topic.name().equals(topics.scoredGroups()))
                    .findFirst()
                    .orElseThrow()
                    .configs();
            admin.createTopics(List.of(
                            new NewTopic(outputTopic(), partitions, replication).configs(asTheRuns),
                            new NewTopic(deadLetterTopic(), 1, replication)
                                    .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "The run has been scored again as '%s' before; choose another --name.".formatted(name));
            }
            throw new KafkaException("The topics of the new scores can't be created.", e.getCause());
        }
    }

    /** The new groups stay; what Kafka Streams kept for itself is of no more use. */
    private void removeTraces(KafkaClients clients) throws InterruptedException {
        try (Admin admin = clients.admin()) {
            Set<String> internal = new TreeSet<>(admin.listTopics().names().get());
            internal.removeIf(topic -> !topic.startsWith(applicationId() + "-"));
            admin.deleteTopics(internal).all().get();
            FileTree.delete(stateFolder());
        } catch (ExecutionException e) {
            throw new KafkaException("What Kafka Streams kept for itself can't be removed.", e.getCause());
        }
    }

    private void report(ScoredValues old, ScoredValues now) {
        List<String> lines = new ArrayList<>();
        lines.add("Totals of the run:   " + old.totals().summary());
        lines.add("Totals scored again: " + now.totals().summary());
        lines.add("");
        lines.add("%10s%-39s   %s".formatted("from  ", "the run", "scored again"));
        lines.addAll(Distribution.histograms(old.totals(), now.totals()));
        lines.add("");
        lines.add("%-20s %28s   %28s".formatted("function (unweighted)", "the run", "scored again"));
        TreeSet<String> functions = new TreeSet<>(old.functions().keySet());
        functions.addAll(now.functions().keySet());
        for (String function : functions) {
            lines.add("%-20s  %28s   %28s".formatted(function, inWords(old, function), inWords(now, function)));
        }
        lines.add("");
        lines.add("The newly scored groups are in topic %s.".formatted(outputTopic()));
        lines.forEach(screen::line);
    }

    private static String inWords(ScoredValues scored, String function) {
        ScoredValues.Function values = scored.functions().get(function);
        if (values == null) {
            return "-";
        }
        String mean = String.format(
                Locale.ROOT,
                "mean %.3f of %d",
                Distribution.of(values.values()).mean(),
                values.values().size());
        return values.missing() == 0 ? mean : mean + ", %d missing".formatted(values.missing());
    }

    private Path stateFolder() {
        return directory.files().rescore(name);
    }

    private String applicationId() {
        return "%s.rescore-%s".formatted(topics.run(), name);
    }

    private String outputTopic() {
        return "%s.rescored-%s".formatted(topics.run(), name);
    }

    private String deadLetterTopic() {
        return outputTopic() + ".dead-letters";
    }
}
