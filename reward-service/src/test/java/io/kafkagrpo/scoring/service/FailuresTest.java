package io.kafkagrpo.scoring.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.LastWords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new StreamsException(new TimeoutException("away")), true, ExitCode.KAFKA, "away"),
                Arguments.of(
                        new StreamsException(new ProducerFencedException("fenced")), true, ExitCode.KAFKA, "fenced"),
                Arguments.of(
                        new StreamsException(new TopicAuthorizationException("no")),
                        false,
                        ExitCode.KAFKA,
                        LastWords.of(new TopicAuthorizationException("no"))),
                Arguments.of(new LockException("another process"), false, ExitCode.RUN_MISMATCH, "another process"),
                Arguments.of(
                        new StreamsException(new UncheckedIOException("x can't be written.", new IOException("full"))),
                        false,
                        ExitCode.RESOURCES,
                        "full"),
                Arguments.of(
                        new StreamsException(new IllegalStateException("bug")),
                        false,
                        ExitCode.INTERNAL,
                        "IllegalStateException: bug"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void aThreadIsReplacedWhereThatHelps(Throwable failure, boolean retriable, ExitCode exitCode, String sentence) {
        assertThat(Failures.isRetriable(failure)).isEqualTo(retriable);
        assertThat(Failures.exitCode(failure)).isEqualTo(exitCode);
        assertThat(Failures.sentence(failure)).isEqualTo(sentence);
    }
}
