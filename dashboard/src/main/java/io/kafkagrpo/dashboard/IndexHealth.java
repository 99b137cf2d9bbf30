package io.kafkagrpo.dashboard;

import io.kafkagrpo.dashboard.index.IndexState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** What an orchestrator asks: alive while the log is read, for once that ends only a new process reads it again. */
@ApplicationScoped
public class IndexHealth {
    private final IndexState state;

    IndexHealth(IndexState state) {
        this.state = state;
    }

    @Produces
    @Liveness
    HealthCheck live() {
        return () ->
                HealthCheckResponse.named("index").status(!state.hasEnded()).build();
    }
}
