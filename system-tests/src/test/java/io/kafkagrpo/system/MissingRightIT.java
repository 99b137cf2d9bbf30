package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kafkagrpo.access.AccessTable;
import io.kafkagrpo.access.Right;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.SecuredBroker;
import io.kafkagrpo.process.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A service that lacks one of its rights says so and ends; it never asks again without end. By default one right of
 * each kind is left out; {@code -Drights=all} leaves out each of the table's, one after the other, which takes a
 * quarter of an hour.
 */
class MissingRightIT {
    private static final String RUN = "arithmetic";
    private static final boolean ALL = "all".equals(System.getProperty("rights"));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    static Stream<Arguments> rights() {
        return Stream.of(Role.LEARNER, Role.GENERATOR, Role.REWARD)
                .flatMap(role -> AccessTable.rights(role, RUN).stream()
                        .filter(right -> ALL || isOfTheDefault(role, right))
                        .map(right -> arguments(role, right.name(), right)));
    }

    private static boolean isOfTheDefault(Role role, Right right) {
        return switch (role) {
            case LEARNER -> right.type() == ResourceType.TRANSACTIONAL_ID;
            case GENERATOR -> right.type() == ResourceType.GROUP || right.name().endsWith(".completions");
            case REWARD -> right.type() != ResourceType.TOPIC;
            default -> false;
        };
    }

    @ParameterizedTest(name = "{0} without {1}")
    @MethodSource("rights")
    void aServiceWithoutARightEndsWithASentenceThatNamesIt(Role role, String name, Right missing) throws Exception {
        // Given
        try (SecuredBroker broker = SecuredBroker.start(folder.resolve("broker"))) {
            for (Role each : Role.values()) {
                RoleUsers.write(
                        folder,
                        each,
                        RoleUsers.make(
                                broker,
                                each,
                                RUN,
                                "secret-of-" + each.label(),
                                right -> each != role || !right.equals(missing)));
            }
            // When
            try (CommandProcess command =
                    new CommandProcess(folder, Map.of(), List.of("-Xmx1g"), training(broker.bootstrapServers()))) {
                // Then
                assertThat(command.exitCode()).as(command.err()).isEqualTo(ExitCode.KAFKA.code());
                assertThat(command.err())
                        // which transactional id it was, Kafka doesn't say
                        .contains(missing.type() == ResourceType.TRANSACTIONAL_ID ? "Transactional Id" : name)
                        .contains("./grpo rights")
                        .doesNotContain("\tat ")
                        .doesNotContain("Exception");
            }
        }
    }

    private List<String> training(String bootstrapServers) {
        List<String> arguments = new ArrayList<>(
                List.of("train", RUN, "--run-dir", folder.resolve("run").toString()));
        for (String pair : List.of(
                "steps=2",
                "optimizer.warmup-steps=1",
                "groups-per-step=4",
                "evaluation.limit=8",
                "evaluation.every=0",
                "kafka.bootstrap-servers=" + bootstrapServers,
                "kafka.properties-file=" + folder.resolve("{role}.properties"))) {
            arguments.addAll(List.of("--set", pair));
        }
        return arguments;
    }
}
