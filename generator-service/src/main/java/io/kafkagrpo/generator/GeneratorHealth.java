package io.kafkagrpo.generator;

import io.kafkagrpo.process.ServiceLoop;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive while the loop has not failed and isn't stuck; ready when it samples with some weight version. */
@ApplicationScoped
public class GeneratorHealth {
    private final ServiceLoop loop;
    private final ComputeWatch compute;

    GeneratorHealth(GeneratorRunner runner, GeneratorMetrics metrics) {
        this.loop = runner.loop();
        this.compute = metrics.progress().compute();
    }

    @Produces
    @Liveness
    HealthCheck live() {
        return () -> HealthCheckResponse.named("generator loop")
                .status(!loop.hasFailed() && !compute.isStuck(System.nanoTime()))
                .build();
    }

    @Produces
    @Readiness
    HealthCheck ready() {
        return () -> HealthCheckResponse.named("weights").status(loop.isReady()).build();
    }
}
