package io.kafkagrpo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureWordsTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new IllegalStateException("The sentence."), "The sentence."),
                Arguments.of(new IllegalStateException(), "java.lang.IllegalStateException"),
                Arguments.of(
                        new UncheckedIOException(
                                "A checkpoint could not be written to /run", new IOException("No space left on device")),
                        "A checkpoint could not be written to /run: No space left on device."),
                Arguments.of(
                        new OutOfMemoryError("No memory for 10 bytes of weights outside the heap."),
                        "No memory for 10 bytes of weights outside the heap."));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("failures")
    void aServiceEndsInOneSentence(Throwable failure, String sentence) {
        assertThat(FailureWords.of(failure)).isEqualTo(sentence);
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void aHeapThatIsTooSmallSaysWhatToGive(Throwable failure) {
        assertThat(FailureWords.of(failure))
                .startsWith("This service's heap of ")
                .contains(" MiB is too small")
                .contains("GRPO_SERVICE_OPTS");
    }

    static Stream<Throwable> heaps() {
        return Stream.of(
                new OutOfMemoryError("Java heap space"),
                new IllegalStateException("Following the weights failed", new OutOfMemoryError("GC overhead limit exceeded")));
    }
}
