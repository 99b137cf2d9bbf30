package io.kafkagrpo.scoring.service;

import io.kafkagrpo.process.ExitCode;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.StreamsException;

/** What to do about an exception that ended a stream thread. */
public final class Failures {
    private Failures() {}

    /** Whether a new thread may well succeed: the broker was away, or this member lost its place in the group. */
    public static boolean isRetriable(Throwable failure) {
        return causes(failure)
                .anyMatch(cause ->
                        cause instanceof RetriableException || cause instanceof ApplicationRecoverableException);
    }

    /** How the process ends for it: Kafka's refusals, another owner of the run-dir, or a defect of ours. */
    static ExitCode exitCode(Throwable failure) {
        if (causes(failure).anyMatch(LockException.class::isInstance)) {
            return ExitCode.RUN_MISMATCH;
        }
        boolean fromClients = causes(failure)
                .anyMatch(cause -> cause instanceof KafkaException && !(cause instanceof StreamsException));
        return fromClients ? ExitCode.KAFKA : ExitCode.INTERNAL;
    }

    /** The innermost message, which names the trouble. */
    static String sentence(Throwable failure) {
        Throwable innermost = causes(failure).reduce(failure, (outer, inner) -> inner);
        return innermost.getClass().getSimpleName() + ": " + innermost.getMessage();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
