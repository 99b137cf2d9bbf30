package io.kafkagrpo.cli.past;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.audit.LoggedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a run whose oldest groups are gone: those of step 1, as its configuration asked for. */
class GoneGroupsTest {
    private static final String RUN = "limited";
    private static final String GONE =
            "The groups of training steps up to 1 are gone from limited.scored-groups, as kafka.keep.scored-groups ('7d') asks, so ";
    private static final String THERE = "; those of step 2 and later are there.";

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static EmbeddedBroker broker;

    @BeforeAll
    static void logARun() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        LoggedRun run = LoggedRun.inOrder();
        run.begunWith("kafka.keep.scored-groups", "7d");
        Topics topics = run.write(clients, RUN);
        try (Admin admin = clients.admin()) {
            // the first evaluation's group and training group 0; training group 1 is in the other partition
            admin.deleteRecords(Map.of(new TopicPartition(topics.scoredGroups(), 0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void auditSaysWhatIsGoneAndFindsNoFault() {
        CommandRun audit = command("audit");
        assertThat(audit.out())
                .contains(
                        "retention     2 offsets of limited.scored-groups are gone from the beginning of its partitions, as kafka.keep.scored-groups ('7d') asks",
                        "Everything holds.");
        assertThat(audit.exitCode()).isZero();
    }

    @Test
    void aStepWhoseGroupsAreGoneIsNotShown() {
        CommandRun show = command("show", "--step", "1");
        assertThat(show.exitCode()).isEqualTo(4);
        assertThat(show.err()).contains(GONE + "step 1 can't be shown as a whole" + THERE);
        assertThat(show.out()).isEmpty();
        assertThat(command("show", "--step", "2").exitCode()).isZero();
    }

    @Test
    void whatIsLeftIsShownAndTheRestIsSaid() {
        CommandRun show = command("show", "--limit", "1");
        assertThat(show.exitCode()).isZero();
        assertThat(show.err()).contains(GONE + "only later ones are shown" + THERE);
        assertThat(show.out()).contains("completion");
    }

    @Test
    void aGroupOrAStepThatIsGoneIsTracedAsFarAsItGoes() {
        CommandRun group = command("trace", "train-0-00000000");
        assertThat(group.out()).contains("group train-0-00000000", "used by step 1");
        assertThat(group.err())
                .contains(
                        GONE + "group train-0-00000000 can't be traced to completions, rewards and advantages" + THERE);
        assertThat(group.exitCode()).isEqualTo(4);
        CommandRun step = command("trace", "1");
        assertThat(step.out()).contains("step 1, committed at", "used        train-0-00000000");
        assertThat(step.exitCode()).isEqualTo(4);
        assertThat(command("trace", "2").exitCode()).isZero();
    }

    @Test
    void theReportSaysThatItsCountsAreOfWhatIsLeft() throws Exception {
        CommandRun report = command("report");
        assertThat(report.exitCode()).as(report.err()).isZero();
        assertThat(report.out())
                .contains(
                        "gone      2 offsets of limited.scored-groups; counts are of what is left",
                        "The highest-paid tenth of the training completions, and the others:",
                        "too few that were paid otherwise",
                        "Nothing stands out.");
        JsonNode json =
                new JsonMapper().readTree(folder.resolve("run/report.json").toFile());
        assertThat(json.at("/gone_offsets/limited.scored-groups").asLong()).isEqualTo(2);
        assertThat(json.at("/highest_paid/windows/0/completions").asLong()).isPositive();
    }

    @Test
    void stepsWhoseGroupsAreGoneAreNotScoredAgain() throws Exception {
        // Given
        Path rewards = Files.writeString(folder.resolve("again.yaml"), "rewards: {correctness: 1}\n");
        // When
        CommandRun rescore = command("rescore", "--rewards", rewards.toString(), "--from-step", "1");
        // Then
        assertThat(rescore.exitCode()).isEqualTo(4);
        assertThat(rescore.err() + rescore.out())
                .contains(GONE + "step 1 and those after it can't be scored again" + THERE);
    }

    private static CommandRun command(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(name, "arithmetic"));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of(
                "--run-dir",
                folder.resolve("run").toString(),
                "--set",
                "run=" + RUN,
                "kafka.bootstrap-servers=" + broker.bootstrapServers()));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
