package io.kafkagrpo.dashboard;

import io.kafkagrpo.dashboard.index.IndexLoop;
import io.kafkagrpo.dashboard.index.IndexState;
import io.kafkagrpo.process.ParentWatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Starts and stops the thread that keeps the index. */
@ApplicationScoped
public class IndexLifecycle {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final IndexLoop loop;
    private final IndexState state;
    private final MeterRegistry registry;
    private volatile @Nullable Thread thread;

    IndexLifecycle(IndexLoop loop, IndexState state, MeterRegistry registry) {
        this.loop = loop;
        this.state = state;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        ParentWatch.onParentDeath(Quarkus::asyncExit);
        DashboardMeters.show(state, registry);
        thread = Thread.ofPlatform().name("index").start(loop);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
        Thread running = thread;
        if (running != null) {
            running.join(STOP_TIMEOUT);
        }
    }
}
