package io.kafkagrpo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LastWordsTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty("grpo.termination-log");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new IllegalStateException("One thing.\n  And more."), "One thing. And more."),
                Arguments.of(new IllegalStateException(), "IllegalStateException"),
                Arguments.of(
                        new UncheckedIOException(
                                "A checkpoint could not be written to c",
                                new FileSystemException("c/step", null, "No space left on device")),
                        "A checkpoint could not be written to c: No space left on device."),
                Arguments.of(
                        new UncheckedIOException("c can't be made.", new AccessDeniedException("c")),
                        "c can't be made: access to c is denied."),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("c/step")), "there is no file c/step."),
                Arguments.of(
                        new UncheckedIOException("c can't be read", new IOException("gone")), "c can't be read: gone."),
                Arguments.of(
                        new KafkaException("It ends", new TransactionalIdAuthorizationException("Not allowed.")),
                        "It ends: this process's user lacks a right; './grpo rights RUN' lists what each service needs."),
                Arguments.of(
                        new OutOfMemoryError("No memory for 10 bytes of weights outside the heap."),
                        "No memory for 10 bytes of weights outside the heap."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void oneLineThatSaysWhy(Throwable failure, String words) {
        assertThat(LastWords.of(failure)).isEqualTo(words);
    }

    static Stream<Throwable> heaps() {
        return Stream.of(
                new OutOfMemoryError("Java heap space"),
                new IllegalStateException(
                        "Following the weights failed", new OutOfMemoryError("GC overhead limit exceeded")));
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void aHeapThatIsTooSmallSaysWhatToGive(Throwable failure) {
        assertThat(LastWords.of(failure))
                .startsWith("This service's heap of ")
                .contains(" MiB is too small")
                .contains("GRPO_SERVICE_OPTS");
    }

    @Test
    void lieInTheFileThatTheEnvironmentNames() {
        // Given
        Path file = folder.resolve("termination-log");
        System.setProperty("grpo.termination-log", file.toString());
        // When
        LastWords.say("There is no model directory nowhere.");
        // Then
        assertThat(file).hasContent("There is no model directory nowhere.");
    }

    @Test
    void aFileThatCannotBeOneHoldsUpNoEnd() {
        System.setProperty("grpo.termination-log", "no\0path");
        assertThatCode(() -> LastWords.say("There is no model directory nowhere."))
                .doesNotThrowAnyException();
    }
}
