package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.system.SegmentDamage.Batch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A bit is flipped in the files of each kind of topic, under a run that was stopped in the middle. */
class DamagedLogIT {
    /** So many that a signal after the second still finds it running. */
    private static final int STEPS = 60;

    private static final int GROUPS_PER_STEP = 4;
    private static final List<String> CONFIGURATION = List.of(
            "steps=" + STEPS,
            "optimizer.warmup-steps=1",
            "groups-per-step=" + GROUPS_PER_STEP,
            "evaluation.limit=8",
            "evaluation.every=0");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void eachCommandNamesTheFileAndWhereTheRunCanGoOnItDoes() throws Exception {
        // Given a run that was stopped in the middle
        Path directory = folder.resolve("run");
        RunProbe probe = new RunProbe(directory, "arithmetic");
        try (CommandProcess command = new CommandProcess(folder, Map.of(), List.of("-Xmx1g"), train(directory))) {
            probe.follow(command);
            probe.awaitStep(2);
            command.askToEnd();
            assertThat(command.exitCode()).as(command.err()).isEqualTo(CommandProcess.ASKED_TO_END);
        }
        // Then whoever reads a damaged log ends with one sentence that names its file
        Topics topics = probe.topics();
        String run = directory.toString();
        assertNamed(probe, topics.steps(), Batch.FIRST, train(directory));
        assertNamed(probe, topics.steps(), Batch.LAST, List.of("report", run));
        assertNamed(probe, topics.prompts(), Batch.FIRST, train(directory));
        assertNamed(probe, topics.completions(), Batch.LAST, List.of("report", run));
        assertNamed(probe, topics.scoredGroups(), Batch.LAST, List.of("report", run));
        // And so does a service's own process, on this one's stderr
        try (SegmentDamage damage = SegmentDamage.of(probe.folder().kafkaLogs(), topics.steps(), Batch.LAST);
                CommandProcess replay =
                        new CommandProcess(folder, Map.of(), List.of("-Xmx1g"), List.of("replay", run))) {
            assertThat(replay.exitCode()).isEqualTo(ExitCode.DATA.code());
            assertThat(replay.err()).contains(damage.file().toString()).doesNotContain("\tat ");
        }
        // When the newest weights can't be read, then the learner publishes them anew, and the run ends well
        SegmentDamage damage = SegmentDamage.of(probe.folder().kafkaLogs(), topics.weights(), Batch.LAST);
        CommandRun finished = CommandRun.of(train(directory).toArray(String[]::new));
        assertThat(damage.file()).exists();
        assertThat(finished.exitCode()).as(finished.out() + finished.err()).isZero();
        try (EmbeddedBroker broker = probe.broker()) {
            probe.log(broker).assertEachGroupOnce(STEPS, GROUPS_PER_STEP);
        }
        // And the audit still names the file, for the old version's bytes are lost
        CommandRun audit = CommandRun.of("audit", run);
        assertThat(audit.exitCode()).isEqualTo(ExitCode.DATA.code());
        assertThat(audit.err()).contains(damage.file().toString());
    }

    private static void assertNamed(RunProbe probe, String topic, Batch batch, List<String> command) throws Exception {
        try (SegmentDamage damage = SegmentDamage.of(probe.folder().kafkaLogs(), topic, batch)) {
            CommandRun ended = CommandRun.of(command.toArray(String[]::new));
            assertThat(ended.exitCode()).as(ended.out() + ended.err()).isEqualTo(ExitCode.DATA.code());
            assertThat(ended.err().lines())
                    .singleElement()
                    .asString()
                    .contains(
                            "The log of " + topic,
                            "is damaged at offset ",
                            damage.file().toString(),
                            "a copy")
                    .doesNotContain("Exception");
        }
    }

    private static List<String> train(Path directory) {
        List<String> arguments = new ArrayList<>(Arrays.asList("train", "arithmetic"));
        CONFIGURATION.forEach(pair -> arguments.addAll(List.of("--set", pair)));
        arguments.addAll(List.of("--run-dir", directory.toString()));
        return arguments;
    }
}
