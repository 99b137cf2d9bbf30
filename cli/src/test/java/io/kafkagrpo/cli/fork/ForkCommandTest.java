package io.kafkagrpo.cli.fork;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.report.audit.LoggedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can't be forked, and what is said of it. */
class ForkCommandTest {
    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static EmbeddedBroker broker;

    @BeforeAll
    static void logARun() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("cluster"), 0); // not the run-dir's own
        LoggedRun.inOrder().write(new KafkaClients(broker.bootstrapServers(), Map.of()), "past");
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--step 0 --into a | 2 | The value '0' of --step is no step, for the first is step 1",
                "--step -3 --into a | 2 | The value '-3' of --step is no step",
                "--step 4 --into a | 2 | The value '4' of --step is no step of the run 'past', which has made steps 1 to 3.",
                "--step 2 --into past | 2 | The value 'past' of --into is the name of the run that is forked",
                "--step 2 --into a/b | 2 | The value 'a/b' of --into is not letters, digits, '-' and '_'",
                "--step 2 --into a --set model=other | 2 | model can't be changed in a fork",
                "--step 2 --into a --set revision=v2 | 2 | revision can't be changed in a fork",
                "--into a | 2 | Missing required option: '--step=N'",
                "--step 2 | 2 | Missing required option: '--into=NAME'",
            })
    void whatCantBeIsSaidInOneSentence(String arguments, int exitCode, String sentence) {
        CommandRun fork = fork(folder.resolve("new"), arguments);
        assertThat(fork.exitCode()).as(fork.err()).isEqualTo(exitCode);
        assertThat(fork.err()).contains(sentence);
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void aFolderThatHoldsARunIsNotTaken() throws IOException {
        // Given
        Path taken = Files.createDirectories(folder.resolve("taken"));
        Files.writeString(taken.resolve("config.yaml"), "run: taken\n");
        // When
        CommandRun fork = fork(taken, "--step 2 --into taken");
        // Then
        assertThat(fork.exitCode()).isEqualTo(2);
        assertThat(fork.err()).contains("There is a run in %s already; go on with it by ./grpo train".formatted(taken));
    }

    private static CommandRun fork(Path into, String arguments) {
        List<String> command = new ArrayList<>(List.of(
                "fork",
                "arithmetic",
                "--set",
                "run=past",
                "--set",
                "kafka.bootstrap-servers=" + broker.bootstrapServers(),
                "--run-dir",
                folder.toString(),
                "--into-dir",
                into.toString()));
        command.addAll(List.of(arguments.strip().split(" ")));
        return CommandRun.of(command.toArray(String[]::new));
    }
}
