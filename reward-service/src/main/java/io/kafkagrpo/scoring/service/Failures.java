package io.kafkagrpo.scoring.service;

import io.kafkagrpo.process.Causes;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.ExitCodes;
import io.kafkagrpo.process.LastWords;
import io.kafkagrpo.record.DamagedLogException;
import io.kafkagrpo.record.UnreadableRecordException;
import io.kafkagrpo.scoring.again.NoRewardException;
import java.util.Optional;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.StreamsException;

/** What to do about an exception that ended a stream thread. */
public final class Failures {
    private static final ExitCodes EXIT_CODES = ExitCodes.COMMON
            .and(LockException.class, ExitCode.RUN_MISMATCH)
            .and(NoRewardException.class, ExitCode.REWARD)
            .and(UnscoredCompletions.GoneException.class, ExitCode.DATA)
            .and(DamagedLogException.class, ExitCode.DATA)
            .and(UnreadableRecordException.class, ExitCode.DATA);

    private Failures() {}

    /** Whether a new thread may well succeed: the broker was away, or this member lost its place in the group. */
    public static boolean isRetriable(Throwable failure) {
        // Kafka holds damaged bytes for something that passes, and asks for the same again, for ever.
        return Causes.of(failure).noneMatch(DamagedLogException.class::isInstance)
                && Causes.of(failure)
                        .anyMatch(cause -> cause instanceof RetriableException
                                || cause instanceof ApplicationRecoverableException);
    }

    /**
     * How the process ends for it. A StreamsException only wraps what ended a thread, so what it wraps decides; but
     * a LockException, which is one too, says that another process owns the run-dir.
     */
    static ExitCode exitCode(Throwable failure) {
        return Causes.of(failure)
                .filter(cause -> cause instanceof LockException || !(cause instanceof StreamsException))
                .findFirst()
                .map(EXIT_CODES::of)
                .orElse(ExitCode.INTERNAL);
    }

    /** The innermost message, which names the trouble; of a damaged log its own, and of a defect its kind too. */
    static String sentence(Throwable failure) {
        Optional<Throwable> damage =
                Causes.of(failure).filter(DamagedLogException.class::isInstance).findFirst();
        if (damage.isPresent()) {
            return String.valueOf(damage.get().getMessage());
        }
        Throwable innermost = Causes.innermost(failure);
        return exitCode(failure) == ExitCode.INTERNAL
                ? innermost.getClass().getSimpleName() + ": " + innermost.getMessage()
                : LastWords.of(innermost);
    }
}
