package io.kafkagrpo.cli.past;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.audit.LoggedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastCommandsTest {
    private static final String RUN = "past";
    /** Of the configuration of that name. */
    private static final String OTHER = "arithmetic";

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static EmbeddedBroker broker;

    @BeforeAll
    static void logARun() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        LoggedRun.inOrder().write(clients, RUN);
        LoggedRun.inOrder().write(clients, OTHER);
        try (Admin admin = clients.admin()) {
            String again = new Topics(OTHER).rescored("terse");
            admin.createTopics(List.of(new NewTopic(again, 1, (short) 1))).all().get();
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void auditSaysThatEverythingHolds() {
        CommandRun audit = command("audit");
        assertThat(audit.out()).contains("run past: 3 training steps, finished", "Everything holds.");
        assertThat(audit.exitCode()).isZero();
    }

    @Test
    void aRunThatAnotherProcessWorksOnIsReadWhereItIsServed() {
        // Given a run-dir with its broker, held as train holds it
        try (RunDirectory _ = RunDirectory.open(folder)) {
            // When
            CommandRun audit =
                    CommandRun.of("audit", "arithmetic", "--run-dir", folder.toString(), "--set", "run=" + RUN);
            // Then
            assertThat(audit.out()).as(audit.err()).contains("Everything holds.");
        }
    }

    @Test
    void aGroupIsTracedFromItsPromptToItsStep() {
        CommandRun trace = command("trace", "train-0-00000003");
        assertThat(trace.exitCode()).as(trace.err()).isZero();
        assertThat(trace.out())
                .contains("group train-0-00000003", "What is 3 + 1?", "for weight version 1 or newer")
                .contains("used by step 2, which made weight version 2 from 1")
                .contains("completion 1: reward 3.5, advantage +0.500", "0-1 of version 1, ended by stop")
                .contains("correctness  3 × weight 1")
                .contains("| answer 0\\u001b[2J");
    }

    @Test
    void aStepIsTracedToItsGroupsAndItsVersion() {
        CommandRun trace = command("trace", "3");
        assertThat(trace.out())
                .contains("step 3, committed at", "version 2 -> 3, checksum 00000000000003eb")
                .contains("used        train-0-00000004", "used        train-0-00000005")
                .contains("dropped     train-0-00000006  its rewards are all equal")
                .doesNotContain("train-0-00000003");
    }

    @Test
    void aProblemIsTracedToAllItsGroups() {
        assertThat(command("trace", "problem-0").out())
                .contains("group train-0-00000000", "group evaluate-0-00000000", "group evaluate-3-00000000");
    }

    @Test
    void whatIsNotThereIsSaid() {
        CommandRun trace = command("trace", "train-0-00000099");
        assertThat(trace.err()).contains("There is no group, step or problem 'train-0-00000099' in the run 'past'");
        assertThat(trace.exitCode()).isEqualTo(3);
        assertThat(command("show", "--step", "9").exitCode()).isEqualTo(3);
    }

    @Test
    void completionsAreShownInTheOrderThatIsAskedFor() throws Exception {
        assertThat(shown("--best", "--limit", "2"))
                .extracting(line -> line.get("reward").asDouble())
                .containsExactly(6.5, 6.0);
        assertThat(shown("--worst", "--limit", "2"))
                .extracting(line -> line.get("reward").asDouble())
                .containsExactly(0.0, 0.5);
        assertThat(shown("--step", "2"))
                .extracting(line -> line.get("group").asText())
                .containsOnly("train-0-00000002", "train-0-00000003");
        assertThat(shown("--evaluation", "3"))
                .extracting(line -> line.get("group").asText())
                .containsOnly("evaluate-3-00000000");
        assertThat(shown("--problem", "problem-6"))
                .extracting(line -> line.get("dropped_because").asText())
                .containsOnly("its rewards are all equal");
        assertThat(shown("--limit", "100")).hasSize(14);
    }

    @Test
    void aRunIsComparedWithAnother() {
        // When: the name that is set is the first one's
        CommandRun diff =
                command("diff", OTHER, "--svg", folder.resolve("both.svg").toString());
        // Then
        assertThat(diff.exitCode()).as(diff.err()).isZero();
        assertThat(diff.out())
                .contains("configuration: no key differs", "accuracy on held-out problems, after step", "results")
                .containsPattern("(?m)^ +past +arithmetic$")
                .containsPattern("\\bsteps +3 +3\\b");
        assertThat(folder.resolve("both.svg")).content().contains("<svg", "past", "arithmetic");
    }

    @Test
    void theFolderOfTheEnvironmentIsNotTheSecondRuns() {
        System.setProperty("grpo.run-dir", folder.toString());
        try {
            CommandRun diff = CommandRun.of("diff", "arithmetic", "arithmetic-async");
            assertThat(diff.exitCode()).isEqualTo(3);
            assertThat(diff.err()).contains("runs/arithmetic-async holds no run");
        } finally {
            System.clearProperty("grpo.run-dir");
        }
    }

    @Test
    void scoresThatAreNotThereAreNamedBesideThoseThatAre() {
        CommandRun show = command("show", "--rescored", "brief", "--set", "run=" + OTHER);
        assertThat(show.exitCode()).isEqualTo(2);
        assertThat(show.err())
                .contains("The value 'brief' of --rescored is no name of scores; the run was scored again as terse.");
    }

    @Test
    void whatWasNotScoredAgainHasNotChanged() {
        CommandRun show = command("show", "--changed");
        assertThat(show.exitCode()).isEqualTo(2);
        assertThat(show.err()).contains("The run has not been scored again; grpo rescore does so.");
    }

    private static List<JsonNode> shown(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        CommandRun show = command("show", all.toArray(String[]::new));
        assertThat(show.exitCode()).as(show.err()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : show.out().lines().toList()) {
            lines.add(new JsonMapper().readTree(line));
        }
        return lines;
    }

    private static CommandRun command(String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of(name, "arithmetic"));
        all.addAll(List.of("--set", "run=" + RUN));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--run-dir", folder.resolve("run").toString()));
        all.addAll(List.of("--set", "kafka.bootstrap-servers=" + broker.bootstrapServers()));
        return CommandRun.of(all.toArray(String[]::new));
    }
}
