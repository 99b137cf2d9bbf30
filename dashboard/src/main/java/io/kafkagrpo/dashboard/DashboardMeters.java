package io.kafkagrpo.dashboard;

import io.kafkagrpo.dashboard.index.IndexState;
import io.kafkagrpo.meter.MeterNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How far the page has read, as meters under {@code /q/metrics}. */
final class DashboardMeters {
    private DashboardMeters() {}

    static void show(IndexState state, MeterRegistry registry) {
        Gauge.builder(MeterNames.DASHBOARD_RUNS, state, of -> of.runs().size()).register(registry);
        FunctionCounter.builder(
                        MeterNames.DASHBOARD_RECORDS, state, of -> of.total().read())
                .register(registry);
        FunctionCounter.builder(
                        MeterNames.DASHBOARD_FOREIGN, state, of -> of.total().foreign())
                .register(registry);
        Gauge.builder(MeterNames.DASHBOARD_LEFT, state, of -> of.total().left()).register(registry);
        Gauge.builder(MeterNames.DASHBOARD_TROUBLE, state, of -> of.trouble() == null ? 0 : 1)
                .register(registry);
    }
}
