package io.kafkagrpo.generator;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** The generator's progress as meters under {@code /q/metrics}. */
@ApplicationScoped
public class GeneratorMetrics {
    private static final String PREFIX = "kafka.grpo.generator.";
    private static final String COMPLETIONS = PREFIX + "completions";

    private final GeneratorProgress progress = new GeneratorProgress();

    GeneratorMetrics(MeterRegistry registry) {
        Gauge.builder(PREFIX + "version", progress, GeneratorProgress::version).register(registry);
        Gauge.builder(PREFIX + "active", progress, GeneratorProgress::active).register(registry);
        FunctionCounter.builder(PREFIX + "tokens", progress, GeneratorProgress::tokens)
                .register(registry);
        FunctionCounter.builder(COMPLETIONS, progress, GeneratorProgress::completionsFinished)
                .tag("outcome", "finished")
                .register(registry);
        FunctionCounter.builder(COMPLETIONS, progress, GeneratorProgress::completionsFailed)
                .tag("outcome", "failed")
                .register(registry);
    }

    GeneratorProgress progress() {
        return progress;
    }
}
