package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.WrongWeightsException;
import io.kafkagrpo.engine.torch.DeviceMemoryException;
import io.kafkagrpo.engine.torch.NoSuchDeviceException;
import io.kafkagrpo.engine.torch.NotFiniteException;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.ExitCodes;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.record.DamagedLogException;
import io.kafkagrpo.record.UnreadableRecordException;
import io.kafkagrpo.weights.WeightLogException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Quarkus's side of the generator: starts and stops its loop. */
@ApplicationScoped
public class GeneratorRunner {
    static final ExitCodes EXIT_CODES = ExitCodes.COMMON
            .and(ModelFormatException.class, ExitCode.MODEL)
            .and(NoSuchDeviceException.class, ExitCode.CONFIGURATION)
            .and(DeviceMemoryException.class, ExitCode.RESOURCES)
            .and(WrongWeightsException.class, ExitCode.RESOURCES)
            .and(NotFiniteException.class, ExitCode.DIVERGED)
            .and(WeightLogException.class, ExitCode.DATA)
            .and(DamagedLogException.class, ExitCode.DATA)
            .and(UnreadableRecordException.class, ExitCode.DATA);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ServiceLoop loop;

    GeneratorRunner(GeneratorMetrics metrics) {
        GeneratorProgress progress = metrics.progress();
        this.loop = new ServiceLoop(
                "generator-loop",
                () -> new ReportedLoop(GeneratorParts.assemble(ServiceEnvironment.load()), progress),
                EXIT_CODES,
                Quarkus::asyncExit);
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
