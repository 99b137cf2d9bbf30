package io.kafkagrpo.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ConfigOptionsTest {
    @Command(name = "any")
    static final class Any {
        @Mixin
        ConfigOptions config = new ConfigOptions();
    }

    @Test
    void theSameCommandIsToldWithoutItsSecrets() {
        // Given a command line with secrets between other keys
        Any command = new Any();
        new CommandLine(command)
                .parseArgs(
                        "arithmetic",
                        "--set",
                        "kafka.sasl.jaas.config=a.B required password=\"planted\";",
                        "kafka.ssl.key.password=planted",
                        "--set",
                        "rewards.judge.api-key=planted",
                        "--set",
                        "steps=3");
        // When, Then
        assertThat(command.config.asTyped())
                .isEqualTo("arithmetic --set 'kafka.sasl.jaas.config=(secret)' --set 'rewards.judge.api-key=(secret)'"
                        + " --set steps=3 --set 'kafka.ssl.key.password=(secret)'");
    }
}
