package io.kafkagrpo.cli.cluster;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until nothing works on a run. What services leave behind lasts a while: a member with a name stays in its
 * group for ten seconds after it has gone, so that it could come back, and the transaction of a process that was
 * killed ends at its time-out, for which Kafka looks every ten seconds. In a run's own folder that time goes on only
 * while a command runs the broker there.
 */
final class RunAtRest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_MS = 250;

    private final RunCluster cluster;
    private final String run;
    private final Screen screen;
    private final Duration patience;

    RunAtRest(RunCluster cluster, String run, Screen screen) {
        this(cluster, run, screen, PATIENCE);
    }

    RunAtRest(RunCluster cluster, String run, Screen screen, Duration patience) {
        this.cluster = cluster;
        this.run = run;
        this.screen = screen;
        this.patience = patience;
    }

    /**
     * @param what is to be done with the run, as in "can't be deleted"
     * @throws CommandFailure if services still work on it after the time in which one that is gone is forgotten
     */
    void awaitNobody(String what) throws InterruptedException {
        await(() -> members()
                .map(member -> "can't be %s while services work on it (%s); stop them first".formatted(what, member)));
    }

    /**
     * Waits for open transactions to end.
     *
     * @return the ends of the partitions, all of whose records are committed or aborted
     * @throws CommandFailure if one is still open after that time
     */
    Map<TopicPartition, Long> awaitCommitted(Collection<TopicPartition> partitions, String what)
            throws InterruptedException {
        await(() -> ends(partitions, IsolationLevel.READ_COMMITTED)
                        .equals(ends(partitions, IsolationLevel.READ_UNCOMMITTED))
                ? Optional.empty()
                : Optional.of(
                        "can't be %s while a transaction is open in it; stop its services, and try again in a minute, or up to 15 for large weights, when Kafka has ended that of a process that was killed"
                                .formatted(what)));
        return ends(partitions, IsolationLevel.READ_COMMITTED);
    }

    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, IsolationLevel isolation)
            throws InterruptedException {
        return cluster.offsets(partitions, OffsetSpec.latest(), isolation);
    }

    private Optional<String> members() throws InterruptedException {
        return cluster.members(run).entrySet().stream()
                .filter(group -> group.getValue() > 0)
                .findFirst()
                .map(group -> "%d in group %s".formatted(group.getValue(), group.getKey()));
    }

    /** What stands against it, as the end of a sentence that begins with the run. */
    @FunctionalInterface
    private interface Obstacle {
        Optional<String> look() throws InterruptedException;
    }

    private void await(Obstacle obstacle) throws InterruptedException {
        Instant end = Instant.now().plus(patience);
        for (Optional<String> found = obstacle.look(); found.isPresent(); found = obstacle.look()) {
            if (Instant.now().isAfter(end)) {
                throw new CommandFailure(ExitCode.RUN_MISMATCH, "The run '%s' %s.".formatted(run, found.orElseThrow()));
            }
            screen.status("waiting for Kafka to forget what services of '%s' left behind".formatted(run));
            Thread.sleep(LOOK_AGAIN_MS); // Kafka tells nobody of it
        }
    }
}
