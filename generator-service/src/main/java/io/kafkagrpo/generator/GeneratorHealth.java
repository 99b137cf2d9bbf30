package io.kafkagrpo.generator;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive while the loop's thread lives; ready when it samples with some weight version. */
final class GeneratorHealth {
    private GeneratorHealth() {}

    @Liveness
    @ApplicationScoped
    static class Live implements HealthCheck {
        private final GeneratorRunner runner;

        Live(GeneratorRunner runner) {
            this.runner = runner;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("generator loop")
                    .status(!runner.hasFailed())
                    .build();
        }
    }

    @Readiness
    @ApplicationScoped
    static class Ready implements HealthCheck {
        private final GeneratorRunner runner;

        Ready(GeneratorRunner runner) {
            this.runner = runner;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("weights").status(runner.isReady()).build();
        }
    }
}
