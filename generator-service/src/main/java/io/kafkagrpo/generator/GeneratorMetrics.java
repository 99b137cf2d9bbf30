package io.kafkagrpo.generator;

import io.kafkagrpo.meter.MeterNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** The generator's progress as meters under {@code /q/metrics}. */
@ApplicationScoped
public class GeneratorMetrics {
    private final GeneratorProgress progress = new GeneratorProgress();

    GeneratorMetrics(MeterRegistry registry) {
        Gauge.builder(MeterNames.GENERATOR_VERSION, progress, GeneratorProgress::version)
                .register(registry);
        Gauge.builder(MeterNames.GENERATOR_ACTIVE, progress, GeneratorProgress::active)
                .register(registry);
        Gauge.builder(MeterNames.GENERATOR_WAITING, progress, GeneratorProgress::waiting)
                .register(registry);
        FunctionCounter.builder(MeterNames.GENERATOR_DECODE_STEPS, progress, GeneratorProgress::decodeSteps)
                .register(registry);
        FunctionCounter.builder(MeterNames.GENERATOR_TOKENS, progress, GeneratorProgress::tokens)
                .register(registry);
        FunctionCounter.builder(MeterNames.GENERATOR_COMPLETIONS, progress, GeneratorProgress::completionsFinished)
                .tag("outcome", "finished")
                .register(registry);
        FunctionCounter.builder(MeterNames.GENERATOR_COMPLETIONS, progress, GeneratorProgress::completionsFailed)
                .tag("outcome", "failed")
                .register(registry);
    }

    GeneratorProgress progress() {
        return progress;
    }
}
