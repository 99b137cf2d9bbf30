package io.kafkagrpo.dashboard;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.report.audit.LoggedRun;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A broker with six runs: one that has texts to fear, one to compare it with, one that has only begun, a fork, one
 * that was logged in order, and one in which every text is hostile.
 */
public final class RunsInKafka implements QuarkusTestResourceLifecycleManager {
    public static final String WATCHED = "watched";
    public static final String OTHER = "other";
    public static final String YOUNG = "young";
    public static final String LOGGED = "logged";
    public static final String FORKED = "forked";
    public static final String HOSTILE = "hostile";
    public static final int FORKED_AFTER = 4;
    public static final int STEPS = 24;

    @SuppressWarnings("NullAway.Init") // by start
    private Path folder;

    @SuppressWarnings("NullAway.Init") // by start
    private EmbeddedBroker broker;

    private Map<String, String> settings = Map.of();

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("dashboard-test");
            broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            watched(clients);
            other(clients);
            RecordedRun.begin(clients, YOUNG, Map.of("steps", "9")).close();
            forked(clients);
            HostileRun.write(clients, HOSTILE);
            var _ = LoggedRun.inOrder().write(clients, LOGGED);
            settings = Map.of(
                    "grpo.config",
                            Path.of("../config/arithmetic.yaml")
                                    .toAbsolutePath()
                                    .toString(),
                    "grpo.set", "run=" + WATCHED,
                    "grpo.run-dir", folder.toString(),
                    "kafka.bootstrap.servers", broker.bootstrapServers());
            // the service reads these as its launcher gives them, before there is a Quarkus
            settings.forEach(System::setProperty);
            return settings;
        } catch (Exception e) {
            throw new IllegalStateException("The runs can't be written.", e);
        }
    }

    private static void watched(KafkaClients clients) throws Exception {
        try (RecordedRun run = RecordedRun.begin(
                clients, WATCHED, Map.of("steps", "30", "model", "<b>mini</b>", "learning-rate", "0.0003"))) {
            run.evaluation(0.31);
            GroupReference scripts = run.group(HostileTexts.SCRIPTS);
            GroupReference layout = run.group(HostileTexts.LAYOUT);
            for (int step = 1; step <= STEPS; step++) {
                List<GroupReference> used = new ArrayList<>();
                for (int group = 0; group < 4; group++) {
                    used.add(run.group(answers(step, group)));
                }
                if (step == 1) {
                    used.addAll(List.of(scripts, layout));
                }
                run.step(used, run.group(answers(step, 9)));
            }
            run.evaluation(0.74);
            var _ = run.prompt(HostileTexts.SCRIPTS.getFirst() + " what is 1 plus 1?", 4);
            run.deadLetter("<script>window.hacked=1</script> it has no value");
        }
    }

    private static List<String> answers(int step, int group) {
        return List.of(
                "<reasoning>%d + 4 = %d</reasoning>\n<answer>%d</answer>".formatted(group, group + 4, group + 4),
                "<reasoning>I add them.</reasoning>\n<answer>%d</answer>".formatted(step),
                "It is hard to say, for Tom has %d apples and Anna has none of them.".formatted(step),
                "<answer>%d</answer>".formatted(group));
    }

    private static void other(KafkaClients clients) throws Exception {
        try (RecordedRun run =
                RecordedRun.begin(clients, OTHER, Map.of("steps", "12", "model", "mini", "learning-rate", "0.001"))) {
            run.evaluation(0.3);
            for (int step = 1; step <= 12; step++) {
                run.step(List.of(run.group(answers(step, 1))), run.group(answers(step, 2)));
            }
        }
    }

    private static void forked(KafkaClients clients) throws Exception {
        try (RecordedRun run = RecordedRun.begin(clients, FORKED, Map.of("steps", "9"))) {
            run.forkedAfter(FORKED_AFTER);
            for (int step = 1; step <= 2; step++) {
                run.step(List.of(run.group(answers(step, 1))), run.group(answers(step, 2)));
            }
        }
    }

    @Override
    public void stop() {
        settings.keySet().forEach(System::clearProperty);
        broker.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
