package io.kafkagrpo.cli.bench;

import io.kafkagrpo.compute.ComputeType;
import java.util.Locale;

/**
 * A figure of the engine.
 *
 * @param what was measured
 * @param share of what the machine could do at best, by its ceilings; of the formula for memory; NaN where there
 *     is no bound
 */
record EngineBenchRow(ComputeType type, String what, double value, String unit, double share) {

    static final String HEADER = """
            | type | what | figure | unit | of the limit |
            |---|---|---:|---|---:|""";

    /** A row of a Markdown table. */
    String markdown() {
        return String.format(
                Locale.ROOT,
                value < 100 ? "| %s | %s | %.1f | %s | %s |" : "| %s | %s | %.0f | %s | %s |",
                typeName(type),
                what,
                value,
                unit,
                Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share));
    }

    static String typeName(ComputeType type) {
        return switch (type) {
            case FLOAT32 -> "f32";
            case BFLOAT16 -> "bf16";
        };
    }
}
