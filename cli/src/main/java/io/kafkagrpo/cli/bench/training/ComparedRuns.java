package io.kafkagrpo.cli.bench.training;

import io.kafkagrpo.cli.argument.ConfigOptions;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.OptionBounds;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A configuration whose runs are compared: at which bounds of staleness, with which seeds, and how they are judged. */
public final class ComparedRuns {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--staleness",
            paramLabel = "N",
            split = ",",
            description = "Values of max-staleness (default: ${DEFAULT-VALUE}).")
    private List<Integer> bounds;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            description = "Values of seed, a run for each (default: ${DEFAULT-VALUE}).")
    private List<Long> seeds;

    @Option(names = "--steps", paramLabel = "N", description = "Steps of each run (default: the configuration's).")
    private @Nullable Integer steps;

    @Option(
            names = "--target",
            paramLabel = "PERCENT",
            description = "The accuracy whose reaching is timed (default: ${DEFAULT-VALUE}).")
    private double target;

    @Option(
            names = "--evaluate-every",
            paramLabel = "N",
            description = "Steps between the versions that answer (default: ${DEFAULT-VALUE}).")
    private int evaluateEvery;

    @Option(
            names = "--problems",
            paramLabel = "N",
            description = "Held-out problems at most that a version answers (default: ${DEFAULT-VALUE}).")
    private int problems;

    /** With a command's own defaults of the options. */
    public ComparedRuns(List<Integer> bounds, List<Long> seeds, double target, int evaluateEvery, int problems) {
        this.bounds = bounds;
        this.seeds = seeds;
        this.target = target;
        this.evaluateEvery = evaluateEvery;
        this.problems = problems;
    }

    /** Refuses options that make no sense. */
    public void requireSense() {
        bounds.forEach(bound -> OptionBounds.requireAtLeast("--staleness", bound, 0));
        OptionBounds.requireAtLeast("--evaluate-every", evaluateEvery, 1);
        OptionBounds.requireAtLeast("--problems", problems, 1);
        if (!(target > 0 && target <= 100)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The value %s of --target is not a percentage above 0.".formatted(target));
        }
    }

    /** Values of max-staleness. */
    public List<Integer> bounds() {
        return bounds;
    }

    public List<Long> seeds() {
        return seeds;
    }

    /** Share of the held-out problems whose reaching is timed. */
    public double target() {
        return target / 100;
    }

    public int evaluateEvery() {
        return evaluateEvery;
    }

    public int problems() {
        return problems;
    }

    /** What trains and measures a run. */
    public TrainingBench bench(Installation installation, Screen screen) {
        return new TrainingBench(installation, evaluateEvery, problems, screen);
    }

    /**
     * Of one run.
     *
     * @param name of the run, before its bound and its seed
     * @param more keys that win over what the user set
     * @param ofFile which keys of the configuration's file count
     */
    public RunSettings settings(
            Installation installation,
            String name,
            int bound,
            long seed,
            Map<String, String> more,
            Predicate<String> ofFile) {
        Map<String, String> all = new LinkedHashMap<>(more);
        if (steps != null) {
            all.put(Keys.STEPS.name(), steps.toString());
        }
        all.put(Keys.MAX_STALENESS.name(), Integer.toString(bound));
        all.put(Keys.SEED.name(), Long.toString(seed));
        all.put(Keys.EVALUATION_EVERY.name(), "0");
        all.put(Keys.RUN.name(), "%s-%d-seed-%d".formatted(name, bound, seed));
        return config.settings(installation, all, ofFile);
    }

    /** Such as {@code arithmetic.yaml: 100 steps of 16 × 8 completions}. */
    public static String size(RunSettings settings) {
        return "%s: %d steps of %d × %d completions"
                .formatted(
                        settings.file().getFileName(),
                        settings.get(Keys.STEPS),
                        settings.get(Keys.GROUPS_PER_STEP),
                        settings.get(Keys.GROUP_SIZE));
    }

    /** Whether decode steps take their own time. */
    public static String pace(RunSettings settings) {
        double latency = settings.get(Keys.SIMULATED_TOKEN_LATENCY_MS);
        return latency > 0
                ? String.format(Locale.ROOT, "SIMULATED: a decode step takes at least %s ms", latency)
                : "no latency is simulated";
    }
}
