package io.kafkagrpo.generator;

import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.ParentWatch;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.settings.RunMismatchException;
import io.kafkagrpo.settings.SettingsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;

/** Quarkus's side of the generator: starts the loop, stops it, and knows how it is. */
@ApplicationScoped
public class GeneratorRunner {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ServiceLoop loop;

    GeneratorRunner(GeneratorMetrics metrics) {
        GeneratorProgress progress = metrics.progress();
        this.loop = new ServiceLoop(
                "generator-loop",
                () -> new GeneratorLoop(GeneratorAssembly.assemble(ServiceEnvironment.load()), progress),
                GeneratorRunner::exitCode,
                Quarkus::asyncExit);
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
            case ModelFormatException _ -> ExitCode.MODEL;
            case RunMismatchException _ -> ExitCode.RUN_MISMATCH;
            case KafkaException _ -> ExitCode.KAFKA;
            default -> ExitCode.INTERNAL;
        };
    }
}
