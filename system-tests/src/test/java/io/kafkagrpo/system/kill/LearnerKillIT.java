package io.kafkagrpo.system.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.Grpo;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.system.RunLog;
import io.kafkagrpo.system.RunProbe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code kill -9} of the learner at random instants, each in a run of its own: the run ends, nothing is lost,
 * nothing is trained twice, and the run can be recomputed. Three instants by default; all twenty with
 *
 * <pre>mvn verify -pl system-tests -am -Dit.test=LearnerKillIT -Dkill.instants=20
 *     -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false</pre>
 *
 * and number 12 alone with {@code -Dkill.first=12 -Dkill.instants=1}.
 */
class LearnerKillIT {
    private static final int STEPS = 60;
    private static final int GROUPS_PER_STEP = 4;
    private static final int EVALUATE_EVERY = 20;

    /** Kept where the test fails: its logs and topics tell why. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    static Stream<KillInstant> instants() {
        int first = Integer.getInteger("kill.first", 0);
        return IntStream.range(first, first + Integer.getInteger("kill.instants", 3))
                .mapToObj(number -> KillInstant.draw(number, STEPS, EVALUATE_EVERY));
    }

    @ParameterizedTest
    @MethodSource("instants")
    void aKilledLearnerGoesOnAsIfNothingHadHappened(KillInstant instant) throws Exception {
        // Given a run of small steps
        Instant begun = Instant.now();
        RunProbe probe = new RunProbe(directory, "arithmetic");
        probe.start(
                "arithmetic",
                "--set",
                "steps=" + STEPS,
                "groups-per-step=" + GROUPS_PER_STEP,
                "group-size=4",
                "evaluation.limit=8",
                "evaluation.every=" + EVALUATE_EVERY,
                "learner.checkpoint-every=3");
        // When
        new LearnerKiller(probe, STEPS).strike(instant);
        // Then it ends as planned
        assertThat(probe.exitCode()).isZero();
        // And the topics hold every step, group, weight version and evaluation, once
        List<Long> aborted;
        try (EmbeddedBroker broker = probe.broker()) {
            RunLog log = probe.log(broker);
            aborted = log.abortedVersions();
            log.assertNothingLostNothingTwice(STEPS, GROUPS_PER_STEP);
            new WeightHistory(new TopicReader(log.clients()), log.topics())
                    .assertFollows(log.steps(), directory.resolve("initial-model"));
            assertThat(log.evaluations())
                    .extracting(Evaluation::getVersion)
                    .containsExactlyInAnyOrder(0L, 20L, 40L, 60L);
        }
        // And all of it can be recomputed
        int replay = Grpo.commandLine().execute("replay", directory.toString());
        System.out.printf(
                "%s, %s; %d s; replay %s%n",
                instant,
                aborted.isEmpty()
                        ? "no transaction with weights aborted"
                        : "version " + aborted + " aborted and made again",
                Duration.between(begun, Instant.now()).toSeconds(),
                replay == 0 ? "equal" : "exit code " + replay);
        assertThat(replay).isZero();
    }
}
