package io.kafkagrpo.learner.service;

import io.kafkagrpo.process.ServiceLoop;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Alive while the loop has not failed; ready when the run is begun or restored. Readiness tells besides how many
 * groups failed in a row and why the newest did, and how many the next step waits for: the command that started the
 * service shows it.
 */
@ApplicationScoped
public class LearnerHealth {
    private final ServiceLoop loop;
    private final LearnerMetrics metrics;

    LearnerHealth(LearnerRunner runner, LearnerMetrics metrics) {
        this.loop = runner.loop();
        this.metrics = metrics;
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
        return () -> {
            LearnerMetrics.Failing failing = metrics.failing();
            return HealthCheckResponse.named("run")
                    .status(loop.isReady())
                    .withData("failed-groups", failing.groups())
                    .withData("newest-reason", failing.newestReason())
                    .withData("awaited-groups", metrics.awaitedGroups())
                    .withData("awaited-seconds-left", metrics.secondsLeft())
                    .build();
        };
    }
}
