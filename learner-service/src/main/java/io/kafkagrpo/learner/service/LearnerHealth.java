package io.kafkagrpo.learner.service;

import io.kafkagrpo.process.ServiceLoop;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive while the loop has not failed; ready when the run is begun or restored. */
@ApplicationScoped
public class LearnerHealth {
    private final ServiceLoop loop;

    LearnerHealth(LearnerRunner runner) {
        this.loop = runner.loop();
    }

    @Produces
    @Liveness
    HealthCheck live() {
        return () -> HealthCheckResponse.named("learner loop")
                .status(!loop.hasFailed())
                .build();
    }

    @Produces
    @Readiness
    HealthCheck ready() {
        return () -> HealthCheckResponse.named("run").status(loop.isReady()).build();
    }
}
