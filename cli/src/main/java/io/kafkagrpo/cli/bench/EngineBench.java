package io.kafkagrpo.cli.bench;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopCondition;
import io.kafkagrpo.engine.score.Scores;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.MachineCeilings;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.engine.train.TokenSlopes;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.engine.train.TrainingMemory;
import io.kafkagrpo.engine.train.TrainingOptions;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Measures the engine in one compute type: reading prompts, decoding at several batch sizes, a whole batch, a
 * training step. Each figure comes with the share it reaches of what the machine could do at best, by the ceilings
 * measured in the same run.
 *
 * @param settings what is measured
 * @param type of computing
 * @param ceilings of this device in this type
 */
public record EngineBench(
        ModelConfig config, HostWeights weights, Settings settings, ComputeType type, MachineCeilings ceilings) {

    /**
     * What is measured.
     *
     * @param device cpu or gpu:N
     * @param batches sequences that are decoded at a time
     * @param promptTokens of each sequence
     * @param newTokens of each sequence
     * @param sequences of the whole batch and of the training step, each with a prompt of its own
     * @param trainSteps steps that count, after one that doesn't; 0 for no training
     * @param activations what the training step recomputes
     * @param tokenBudget most tokens of a micro-batch
     */
    record Settings(
            String device,
            List<Integer> batches,
            int promptTokens,
            int newTokens,
            int sequences,
            int trainSteps,
            Activations activations,
            int tokenBudget) {}

    private static final double MOST_DECODE_SECONDS = 10;
    private static final int PREFILL_TOKENS = 512;
    private static final int REPETITIONS = 3;

    /** Gives each row as it is measured. */
    void run(Consumer<EngineBenchRow> rows) {
        try (PolicyModel model = PolicyModel.of(config, weights, settings.device(), type)) {
            rows.accept(prefill(model));
            SortedMap<Integer, EngineBenchRow> decoded = new TreeMap<>();
            for (int batch : settings.batches()) {
                EngineBenchRow row = decode(model, batch);
                decoded.put(batch, row);
                rows.accept(row);
            }
            if (decoded.size() > 1 && decoded.firstKey() == 1) {
                rows.accept(against(decoded.firstEntry().getValue(), decoded.lastEntry()));
            }
            rows.accept(generate(model));
        }
        if (settings.trainSteps() > 0) {
            train(rows);
        }
    }

    private EngineBenchRow prefill(PolicyModel model) {
        double[] seconds = new double[REPETITIONS];
        int tokens = Math.min(PREFILL_TOKENS, config.contextLength() - 2);
        try (GenerationEngine engine = engine(model, 1, tokens + 2)) {
            for (int i = -1; i < REPETITIONS; i++) {
                engine.submit(request(i, 1, tokens, 1));
                double took = timed(engine::step);
                if (i >= 0) {
                    seconds[i] = took;
                }
            }
        }
        double median = median(seconds);
        double best = work().prefillFlops(tokens) / (ceilings.matmulGflops() * 1e9);
        return row("prefill, %d tokens".formatted(tokens), tokens / median, "tokens/s", best / median);
    }

    private EngineBenchRow decode(PolicyModel model, int batch) {
        List<Double> steps = new ArrayList<>();
        int length = settings.promptTokens() + settings.newTokens();
        try (GenerationEngine engine = engine(model, batch, length + 1)) {
            engine.submit(request(batch, batch, settings.promptTokens(), settings.newTokens()));
            engine.step();
            double sum = 0;
            while (!engine.isIdle() && sum < MOST_DECODE_SECONDS) {
                steps.add(timed(engine::step));
                sum += steps.getLast();
            }
        }
        double median = median(steps.stream().mapToDouble(Double::doubleValue).toArray());
        int middle = settings.promptTokens() + steps.size() / 2;
        double best = Math.max(
                work().decodeFlops(batch, middle) / (ceilings.matmulGflops() * 1e9),
                work().decodeBytes(batch, middle, type.byteSize()) / (ceilings.memoryGigabytes() * 1e9));
        return row("decode, batch %d".formatted(batch), batch / median, "tokens/s", best / median);
    }

    /**
     * How many times the tokens of one sequence the widest batch gives. The limit: the widest batch at the
     * machine's bounds, one sequence as measured.
     */
    private EngineBenchRow against(EngineBenchRow one, Map.Entry<Integer, EngineBenchRow> widest) {
        EngineBenchRow many = widest.getValue();
        return row(
                "decode, batch %d against 1".formatted(widest.getKey()), many.value() / one.value(), "×", many.share());
    }

    /** Prompts and all: every sequence has a prompt of its own, which is read first. */
    private EngineBenchRow generate(PolicyModel model) {
        int length = settings.promptTokens() + settings.newTokens();
        double seconds;
        try (GenerationEngine engine = engine(model, settings.sequences(), length + 1)) {
            for (int i = 0; i < settings.sequences(); i++) {
                engine.submit(request(i, 1, settings.promptTokens(), settings.newTokens()));
            }
            seconds = timed(() -> {
                while (!engine.isIdle()) {
                    engine.step();
                }
            });
        }
        double tokens = (double) settings.sequences() * settings.newTokens();
        return row(
                "generate %d × (%d + %d)"
                        .formatted(settings.sequences(), settings.promptTokens(), settings.newTokens()),
                tokens / seconds,
                "tokens/s",
                Double.NaN);
    }

    private void train(Consumer<EngineBenchRow> rows) {
        TrainingOptions options = new TrainingOptions(
                List.of(settings.device()),
                type,
                settings.tokenBudget(),
                settings.activations(),
                new OptimizerSettings(0.9, 0.999, 1e-8, 0));
        List<TokenGroup> groups = groups();
        double[] passes = new double[settings.trainSteps()];
        double[] withEntropy = new double[settings.trainSteps()];
        double[] updates = new double[settings.trainSteps()];
        ResidentMemory.trim();
        long before = ResidentMemory.now().orElse(0);
        ResidentMemory.resetPeak();
        try (TrainingEngine engine = new TrainingEngine(config, weights, options)) {
            for (int i = -1; i < settings.trainSteps(); i++) {
                double pass = timed(
                        () -> engine.accumulateGradients(groups, 1, (_, scores) -> TokenSlopes.of(slopes(scores))));
                double update = timed(() -> engine.applyUpdate(1e-6, 1));
                double both = timed(() -> engine.accumulateGradients(
                        groups, 1, (_, scores) -> new TokenSlopes(slopes(scores), slopes(scores))));
                engine.clearGradients();
                if (i >= 0) {
                    passes[i] = pass;
                    updates[i] = update;
                    withEntropy[i] = both;
                }
            }
        }
        long tokens = (long) settings.sequences() * (settings.promptTokens() + settings.newTokens());
        long predictions = (long) settings.sequences() * settings.newTokens();
        double pass = median(passes);
        int forwardAndBackward = settings.activations() == Activations.KEEP ? 3 : 4;
        double best = work().trainFlops(tokens, predictions, forwardAndBackward) / (ceilings.matmulGflops() * 1e9);
        String what =
                "train %d × (%d + %d)".formatted(settings.sequences(), settings.promptTokens(), settings.newTokens());
        rows.accept(row(what + ", forward and backward", pass * 1e3, "ms", best / pass));
        rows.accept(row(
                what + ", the same with entropy's slope", median(withEntropy) * 1e3, "ms", best / median(withEntropy)));
        rows.accept(row(what + ", AdamW", median(updates) * 1e3, "ms", Double.NaN));
        double step = pass + median(updates);
        rows.accept(row(what + ", whole step", step * 1e3, "ms", Double.NaN));
        rows.accept(row(what + ", whole step", tokens / step, "tokens/s", Double.NaN));
        if (ResidentMemory.peak().isPresent()) {
            double formula = TrainingMemory.of(config, options).totalBytes();
            double taken = ResidentMemory.peak().getAsLong() - before;
            rows.accept(row("train, memory by formula", formula / (1 << 20), "MiB", Double.NaN));
            rows.accept(row("train, peak memory (RSS)", taken / (1 << 20), "MiB", formula / taken));
        }
        rows.accept(row(what + ", Muon", muon(options) * 1e3, "ms", Double.NaN));
    }

    /** Seconds of an update, whatever the gradient is. */
    private double muon(TrainingOptions adamw) {
        TrainingOptions options = new TrainingOptions(
                adamw.devices(),
                type,
                adamw.tokenBudget(),
                adamw.activations(),
                new OptimizerSettings(0.9, 0.999, 1e-8, 0, new OptimizerSettings.ByMuon(0.95)));
        double[] updates = new double[settings.trainSteps()];
        try (TrainingEngine engine = new TrainingEngine(config, weights, options)) {
            engine.applyUpdate(1e-6, 1);
            for (int i = 0; i < updates.length; i++) {
                updates[i] = timed(() -> engine.applyUpdate(1e-6, 1));
            }
        }
        return median(updates);
    }

    /** Of a mean over all completion tokens. */
    private double[] slopes(Scores scores) {
        double[] slopes = new double[scores.logProbabilities().length];
        Arrays.fill(slopes, -1.0 / ((long) settings.sequences() * settings.newTokens()));
        return slopes;
    }

    private GenerationEngine engine(PolicyModel model, int slots, int length) {
        return new GenerationEngine(model, slots, Math.min(length, config.contextLength()));
    }

    private GenerationRequest request(int seed, int members, int prompt, int newTokens) {
        SplittableRandom random = new SplittableRandom(seed);
        return new GenerationRequest(
                "bench-" + seed,
                random.ints(prompt, 0, config.vocabularySize()).toArray(),
                Sampling.untruncated(1, newTokens),
                random.longs(members).toArray(),
                Set.of(),
                StopCondition.NONE);
    }

    /** Each of its own prompt. */
    private List<TokenGroup> groups() {
        SplittableRandom random = new SplittableRandom(7);
        int length = settings.promptTokens() + settings.newTokens();
        List<TokenGroup> groups = new ArrayList<>();
        for (int i = 0; i < settings.sequences(); i++) {
            int[] ids = random.ints(length, 0, config.vocabularySize()).toArray();
            int[] prompt = Arrays.copyOf(ids, settings.promptTokens());
            groups.add(new TokenGroup(prompt, List.of(Arrays.copyOfRange(ids, prompt.length, length))));
        }
        return groups;
    }

    private EngineWork work() {
        return EngineWork.of(config);
    }

    private EngineBenchRow row(String what, double value, String unit, double share) {
        return new EngineBenchRow(type, what, value, unit, share);
    }

    private static double timed(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e9;
    }

    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
