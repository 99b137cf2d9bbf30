package io.kafkagrpo.scoring.service;

import io.kafkagrpo.meter.MeterNames;
import io.kafkagrpo.scoring.RewardCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Shows under {@code /q/metrics} how often each reward function gave a value. */
final class RewardMeters {
    private RewardMeters() {}

    /**
     * Both outcomes of every function are there from the beginning, with 0: an increase is seen from the
     * first one on.
     */
    static void show(RewardCounts counts, List<String> functions, MeterRegistry registry) {
        for (String function : functions) {
            FunctionCounter.builder(MeterNames.REWARDS, counts, all -> all.values(function))
                    .tags("function", function, "outcome", "value")
                    .register(registry);
            FunctionCounter.builder(MeterNames.REWARDS, counts, all -> all.missing(function))
                    .tags("function", function, "outcome", "missing")
                    .register(registry);
        }
    }
}
