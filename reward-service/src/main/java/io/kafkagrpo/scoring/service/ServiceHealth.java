package io.kafkagrpo.scoring.service;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** What an orchestrator asks: alive while waiting or scoring, ready while scoring. */
@ApplicationScoped
public class ServiceHealth {
    private final ScoringLifecycle lifecycle;

    ServiceHealth(ScoringLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Produces
    @Liveness
    HealthCheck live() {
        return () -> response(lifecycle.isAlive());
    }

    @Produces
    @Readiness
    HealthCheck ready() {
        return () -> response(lifecycle.isReady());
    }

    private HealthCheckResponse response(boolean up) {
        return HealthCheckResponse.named("scoring")
                .status(up)
                .withData("phase", lifecycle.phase())
                .build();
    }
}
