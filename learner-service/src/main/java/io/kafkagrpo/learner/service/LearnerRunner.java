package io.kafkagrpo.learner.service;

import io.kafkagrpo.engine.torch.DeviceMemoryException;
import io.kafkagrpo.engine.torch.NoSuchDeviceException;
import io.kafkagrpo.engine.torch.NotFiniteException;
import io.kafkagrpo.learner.CommitListener;
import io.kafkagrpo.learner.LearnerAssembly;
import io.kafkagrpo.learner.LearnerLoop;
import io.kafkagrpo.learner.OtherArithmeticException;
import io.kafkagrpo.learner.PastState;
import io.kafkagrpo.learner.ReplayLoop;
import io.kafkagrpo.learner.log.BrokenLogException;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.ExitCodes;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.record.DamagedLogException;
import io.kafkagrpo.record.UnreadableRecordException;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.weights.WeightLogException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Quarkus's side of the learner: starts and stops its loop. */
@ApplicationScoped
public class LearnerRunner {
    static final ExitCodes EXIT_CODES = ExitCodes.COMMON
            .and(ModelFormatException.class, ExitCode.MODEL)
            .and(NoSuchDeviceException.class, ExitCode.CONFIGURATION)
            .and(OtherArithmeticException.class, ExitCode.NUMERICS)
            .and(DeviceMemoryException.class, ExitCode.RESOURCES)
            .and(NotFiniteException.class, ExitCode.DIVERGED)
            .and(BrokenLogException.class, ExitCode.DATA)
            .and(WeightLogException.class, ExitCode.DATA)
            .and(DamagedLogException.class, ExitCode.DATA)
            .and(UnreadableRecordException.class, ExitCode.DATA);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServiceLoop loop;

    LearnerRunner(LearnerMetrics metrics) {
        this.loop = new ServiceLoop("learner-loop", () -> open(metrics), EXIT_CODES, Quarkus::asyncExit);
    }

    /**
     * The learner's loop, or with {@code grpo.replay} set the recomputation of a run, or with {@code
     * grpo.fork-step} that of the state that a fork begins with, in the run-dir {@code grpo.fork-into}.
     */
    private static ServiceLoop.Body open(CommitListener listener) {
        Optional<String> replay = ServiceEnvironment.property("grpo.replay");
        Optional<String> fork = ServiceEnvironment.property("grpo.fork-step");
        ServiceEnvironment environment = ServiceEnvironment.load();
        if (fork.isPresent()) {
            return new PastState(
                    LearnerAssembly.assembleReplay(environment),
                    PastState.step(fork.get()),
                    Path.of(ServiceEnvironment.property("grpo.fork-into")
                            .orElseThrow(() -> new SettingsException(
                                    "grpo.fork-into is missing; it is the run-dir of the fork."))),
                    Quarkus::asyncExit);
        }
        return replay.<ServiceLoop.Body>map(last -> new ReplayLoop(
                        LearnerAssembly.assembleReplay(environment), ReplayLoop.lastStep(last), Quarkus::asyncExit))
                .orElseGet(() -> new LearnerLoop(LearnerAssembly.assemble(environment), listener));
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop(PATIENCE);
    }

    ServiceLoop loop() {
        return loop;
    }
}
