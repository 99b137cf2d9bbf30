package io.kafkagrpo.cli.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.cli.past.RunOptions;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.settings.OptimizerKeys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fork's configuration may change of its parent's. */
class ForkSettingsTest {
    private static final Path CONFIG = Path.of("..", "config", "arithmetic.yaml");

    @TempDir
    private Path folder;

    @Test
    void aForkKeepsTheOptimizerWhoseMomentsItBeginsWith() {
        assertThatThrownBy(() -> of("adamw", Map.of("optimizer.name", "muon")).refuseOtherOptimizer())
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE.code()))
                .hasMessage(
                        "optimizer.name can't be changed in a fork from 'adamw' to 'muon', for the fork goes on with the moments of the run that is forked; train a new run instead.");
        assertThatThrownBy(() -> of("muon", Map.of("optimizer.name", "adamw")).refuseOtherOptimizer())
                .hasMessageContaining("from 'muon' to 'adamw'");
    }

    @Test
    void itInheritsMuon() throws Exception {
        // Given a run that was begun with Muon, and a fork of it that names it again
        ForkSettings settings = of("muon", Map.of("optimizer.name", "muon", "steps", "200"));
        settings.refuseOtherOptimizer();
        // When
        RunSettings fork = settings.write(new RunFolder(Files.createDirectories(folder.resolve("fork"))));
        // Then
        assertThat(fork.get(OptimizerKeys.NAME)).isEqualTo(OptimizerKeys.Name.MUON);
    }

    private ForkSettings of(String optimizer, Map<String, String> changes) throws IOException {
        Path file = folder.resolve("parent.yaml");
        Files.writeString(
                file, Files.readString(CONFIG).replace("optimizer:", "optimizer:\n  name: %s".formatted(optimizer)));
        RunSettings parent = RunSettings.load(file, Map.of());
        RunStarted started =
                RunStarted.newBuilder().putAllConfiguration(parent.shared()).build();
        return new ForkSettings(
                new RunOptions.Target(parent, folder),
                new ForkRequest(2, "fork", folder.resolve("fork"), null, ForkRequest.Past.LEFT, changes),
                started);
    }
}
