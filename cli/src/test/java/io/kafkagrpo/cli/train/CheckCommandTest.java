package io.kafkagrpo.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.process.FolderClaim;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final Path CONFIG = Path.of("..", "config", "arithmetic.yaml");

    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheEnvironment() {
        Stream.of("grpo.config", "grpo.set", "grpo.run-dir").forEach(System::clearProperty);
    }

    @Test
    void inBriefLeavesTheKeysOut() {
        CommandRun check = CommandRun.of("check", "arithmetic", "--brief");
        assertThat(check.exitCode()).isZero();
        assertThat(check.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("# "));
        assertThat(check.out()).contains("# data: ", "# model: ");
    }

    @Test
    void saysWhatBecomesImpossibleWhereNotAllIsKept() {
        CommandRun limited = CommandRun.of("check", "arithmetic", "--brief", "--set", "kafka.keep.scored-groups=7d");
        assertThat(limited.exitCode()).isZero();
        assertThat(limited.out())
                .contains(
                        "# note: kafka.keep.scored-groups is '7d': once the first step's groups are gone, the run can't be replayed;")
                .contains(
                        "# note: A run that rests for longer than 7d goes on only by a fork at its newest checkpoint");
        CommandRun small = CommandRun.of("check", "arithmetic", "--brief", "--set", "kafka.keep.weights=1MB");
        assertThat(small.exitCode()).isEqualTo(3);
        assertThat(small.err()).contains("the value '1MB' of kafka.keep.weights is too little for this run");
    }

    @Test
    void readsTheEnvironmentOfTheServices() {
        // Given keys as containers get them
        System.setProperty("grpo.config", CONFIG.toString());
        System.setProperty("grpo.set", "steps=17,kafka.bootstrap-servers=a:1,b:2");
        // When one of them is changed once more
        CommandRun check = CommandRun.of("check", "--set", "seed=3");
        // Then
        assertThat(check.exitCode()).as(check.err()).isZero();
        assertThat(check.out()).contains("steps: 17", "seed: 3", "kafka.bootstrap-servers: a:1,b:2");
    }

    @Test
    void theTypedKeyComesAfterTheEnvironments() {
        System.setProperty("grpo.set", "steps=17");
        CommandRun check = CommandRun.of("check", "arithmetic", "--set", "steps=19");
        assertThat(check.out()).contains("steps: 19");
    }

    @Test
    void refusesTheFolderOfAnotherRunBeforeAnythingIsStarted() {
        // Given the folder in which services keep the state of run `first`
        System.setProperty("grpo.run-dir", folder.toString());
        FolderClaim.make(new RunFolder(folder), "first", RunSettings.load(CONFIG, Map.of("run", "first")));
        // When, Then
        assertThat(CommandRun.of("check", "arithmetic", "--brief", "--set", "run=first")
                        .exitCode())
                .isZero();
        CommandRun other = CommandRun.of("check", "arithmetic", "--brief", "--set", "run=second");
        assertThat(other.exitCode()).isEqualTo(8);
        assertThat(other.err()).contains("belongs to the run 'first', but this is the run 'second'");
        CommandRun changed = CommandRun.of("check", "arithmetic", "--brief", "--set", "run=first", "--set", "steps=5");
        assertThat(changed.exitCode()).isEqualTo(8);
        assertThat(changed.err()).contains("The run was started with steps = '100', but here it is '5'");
    }
}
