package io.kafkagrpo.learner.service;

import io.kafkagrpo.access.Role;
import io.kafkagrpo.learner.CommitListener;
import io.kafkagrpo.learner.LearnerAssembly;
import io.kafkagrpo.learner.LearnerLoop;
import io.kafkagrpo.learner.LearnerParts;
import io.kafkagrpo.learner.ReplayLoop;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.ParentWatch;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.settings.RunMismatchException;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.data.DatasetException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Quarkus's side of the learner: starts the loop, stops it, and knows how it is. */
@ApplicationScoped
public class LearnerRunner {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServiceLoop loop;

    LearnerRunner(LearnerMetrics metrics) {
        this.loop = new ServiceLoop("learner-loop", () -> open(metrics), LearnerRunner::exitCode, Quarkus::asyncExit);
    }

    /** The learner's loop, or with {@code grpo.replay} set the recomputation of a run. */
    private static ServiceLoop.Body open(CommitListener listener) {
        Optional<String> replay = ServiceEnvironment.property("grpo.replay");
        LearnerParts parts = LearnerAssembly.assemble(
                ServiceEnvironment.load(), replay.isPresent() ? Role.READER : Role.LEARNER);
        return replay
                .<ServiceLoop.Body>map(last -> new ReplayLoop(parts, ReplayLoop.lastStep(last), Quarkus::asyncExit))
                .orElseGet(() -> new LearnerLoop(parts, listener));
    }

    void start(@Observes StartupEvent event) {
        ParentWatch.onParentDeath(Quarkus::asyncExit);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop(PATIENCE);
    }

    boolean hasFailed() {
        return loop.hasFailed();
    }

    boolean isReady() {
        return loop.isReady();
    }

    private static ExitCode exitCode(RuntimeException failure) {
        return switch (failure) {
            case SettingsException _ -> ExitCode.CONFIGURATION;
            case DatasetException _ -> ExitCode.DATA;
            case ModelFormatException _ -> ExitCode.MODEL;
            case RunMismatchException _ -> ExitCode.RUN_MISMATCH;
            case KafkaException _ -> ExitCode.KAFKA;
            default -> ExitCode.INTERNAL;
        };
    }
}
