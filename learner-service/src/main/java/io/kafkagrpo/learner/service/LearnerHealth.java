package io.kafkagrpo.learner.service;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive while the loop's thread lives; ready when the run is begun or restored. */
final class LearnerHealth {
    private LearnerHealth() {}

    @Liveness
    @ApplicationScoped
    static class Live implements HealthCheck {
        private final LearnerRunner runner;

        Live(LearnerRunner runner) {
            this.runner = runner;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("learner loop")
                    .status(!runner.hasFailed())
                    .build();
        }
    }

    @Readiness
    @ApplicationScoped
    static class Ready implements HealthCheck {
        private final LearnerRunner runner;

        Ready(LearnerRunner runner) {
            this.runner = runner;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("run").status(runner.isReady()).build();
        }
    }
}
