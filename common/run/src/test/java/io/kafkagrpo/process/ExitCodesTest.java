package io.kafkagrpo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Split;
import io.kafkagrpo.task.reward.RewardConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExitCodesTest {
    /** Of a library that one process has and this module doesn't see. */
    private static final class ModelException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ModelException(Throwable cause) {
            super(cause);
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new SettingsException("key"), ExitCode.CONFIGURATION),
                Arguments.of(new RewardConfigurationException("reward"), ExitCode.CONFIGURATION),
                Arguments.of(catchThrowable(() -> Dataset.builtIn("no-such-puzzle", Split.TRAIN)), ExitCode.DATA),
                Arguments.of(new RunMismatchException("other"), ExitCode.RUN_MISMATCH),
                Arguments.of(new TimeoutException("away"), ExitCode.KAFKA),
                // a wrapper that nobody knows leaves it to what it wraps
                Arguments.of(
                        new IllegalStateException("Following failed", new TimeoutException("away")), ExitCode.KAFKA),
                // one that is known decides itself
                Arguments.of(new ModelException(new TimeoutException("away")), ExitCode.MODEL),
                Arguments.of(new UncheckedIOException(new IOException("disk")), ExitCode.RESOURCES),
                Arguments.of(new IllegalStateException("Saving failed", new IOException("disk")), ExitCode.RESOURCES),
                Arguments.of(new OutOfMemoryError("Java heap space"), ExitCode.RESOURCES),
                // a library's own words for a full disk
                Arguments.of(
                        new IllegalStateException(
                                "store", new IllegalStateException("IO error: No space left on device: x.sst")),
                        ExitCode.RESOURCES),
                Arguments.of(new StackOverflowError(), ExitCode.INTERNAL),
                Arguments.of(new IllegalStateException("bug"), ExitCode.INTERNAL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void theOutermostKnownExceptionDecides(Throwable failure, ExitCode code) {
        assertThat(ExitCodes.COMMON.and(ModelException.class, ExitCode.MODEL).of(failure))
                .isEqualTo(code);
    }

    @Test
    void ofTwoTypesThatFitTheNarrowerDecides() {
        // Given a type that extends KafkaException, which is known too
        ExitCodes codes = ExitCodes.COMMON.and(TimeoutException.class, ExitCode.SERVICE);
        // Then
        assertThat(codes.of(new TimeoutException("away"))).isEqualTo(ExitCode.SERVICE);
        assertThat(ExitCodes.COMMON.of(new TimeoutException("away"))).isEqualTo(ExitCode.KAFKA);
    }

    @Test
    void theDocumentationHasEachCode() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../../docs/operations.md")).stream()
                .filter(line -> line.matches("\\| \\d+ \\| [A-Z_]+ \\|.*"))
                .map(line -> line.replaceFirst("\\| (\\d+) \\| ([A-Z_]+) .*", "$1 $2"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(ExitCode.values())
                        .map(code -> code.code() + " " + code)
                        .toList());
    }

    @Test
    void noTwoKindsOfTroubleShareANumber() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).doesNotHaveDuplicates();
    }
}
