package io.kafkagrpo.system.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.Grpo;
import io.kafkagrpo.cli.bench.EngineBench;
import io.kafkagrpo.cli.bench.EngineShape;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine's decoding beside llama.cpp's, both in bf16: the same weights, sequences as long, as many threads, by
 * turns in the same run, each in a process of its own. Ours is {@code grpo bench engine}, theirs
 * {@link LlamaCppDecode}; of each the median of the rounds counts. Our sequences share a prompt, as a group's
 * members do; llama.cpp's slots can't share one, so each has its own. This is no test, so its name keeps it out of
 * the usual run; on a quiet machine:
 *
 * <pre>
 * mvn -q -pl system-tests -am test -Dtest=PeerBench -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * <p>{@code -Dpeer.models=NAME[,NAME…]} names others than the usual shapes, or model directories;
 * {@code -Dpeer.batches}, {@code -Dpeer.threads}, {@code -Dpeer.rounds}, {@code -Dpeer.prompt-tokens} and
 * {@code -Dpeer.new-tokens} change the rest.
 */
class PeerBench {
    static final String STEP = "peer: step: ";

    private static final String USUAL_MODELS = "qwen2.5-0.5b,minimind2-small";
    private static final String HEADER = """
            | bf16 | engine, tokens/s | llama.cpp, tokens/s | engine / llama.cpp |
            |---|---:|---:|---:|""";
    private static final Pattern OURS =
            Pattern.compile("\\| bf16 \\| decode, batch (\\d+) \\| ([0-9.]+) \\| tokens/s .*");
    private static final Pattern THEIRS = Pattern.compile(Pattern.quote(STEP) + "(\\d+) ([0-9.E-]+)");

    private final String batches = System.getProperty("peer.batches", "1,16");
    private final int threads = Integer.getInteger("peer.threads", 2);
    private final int rounds = Integer.getInteger("peer.rounds", 3);
    private final int promptTokens = Integer.getInteger("peer.prompt-tokens", 124);
    private final int newTokens = Integer.getInteger("peer.new-tokens", 128);

    @TempDir
    Path folder;

    private @Nullable String whyUnavailable;
    private List<String> facts = List.of();

    static Stream<String> models() {
        return Stream.of(System.getProperty("peer.models", USUAL_MODELS).split(","));
    }

    @ParameterizedTest
    @MethodSource("models")
    void decodesBesideLlamaCpp(String model) throws Exception {
        EngineShape shape = EngineShape.named(model);
        ModelConfig config = shape == null ? ModelConfig.read(Path.of(model)) : shape.config();
        Path gguf = folder.resolve("model.gguf");
        try (HostWeights weights =
                shape == null ? HostWeights.read(Path.of(model), config) : HostWeights.random(config, 0)) {
            GgufFile.write(gguf, config, weights, GgufFile.Stored.BF16);
        }
        Map<Integer, List<Double>> ours = new TreeMap<>();
        Map<Integer, List<Double>> theirs = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            add(ours, ours(model, shape));
            add(theirs, theirs(gguf, config));
        }
        print(model, ours, theirs);
    }

    /** Tokens/s by batch size, by the very command that users run. */
    private Map<Integer, Double> ours(String model, @Nullable EngineShape shape) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("bench", "engine"));
        arguments.addAll(shape == null ? List.of(model) : List.of("--shape", model));
        arguments.addAll(List.of("--dtype", "bf16", "--batches", batches, "--threads", Integer.toString(threads)));
        arguments.addAll(List.of("--prompt-tokens", Integer.toString(promptTokens)));
        arguments.addAll(
                List.of("--new-tokens", Integer.toString(newTokens), "--sequences", "1", "--train-steps", "0"));
        Map<Integer, Double> rates = new TreeMap<>();
        for (String line : output(Grpo.class, List.of(), arguments)) {
            Matcher row = OURS.matcher(line);
            if (row.matches()) {
                rates.put(Integer.valueOf(row.group(1)), Double.valueOf(row.group(2)));
            }
        }
        assertThat(rates.keySet()).isEqualTo(batchSizes());
        return rates;
    }

    /** Tokens/s by batch size; none where llama.cpp can't be loaded here. */
    private Map<Integer, Double> theirs(Path gguf, ModelConfig config) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(gguf.toString()));
        IntStream.of(config.vocabularySize(), threads, promptTokens, newTokens)
                .forEach(number -> arguments.add(Integer.toString(number)));
        batchSizes().forEach(batch -> arguments.add(batch.toString()));
        Map<Integer, Double> rates = new TreeMap<>();
        for (String line : output(LlamaCppDecode.class, List.of(LlamaCppPeer.jvmOptions(folder)), arguments)) {
            if (line.startsWith(PeerService.UNAVAILABLE)) {
                whyUnavailable = line.substring(PeerService.UNAVAILABLE.length());
            }
            Matcher step = THEIRS.matcher(line);
            if (step.matches()) {
                int batch = Integer.parseInt(step.group(1));
                rates.put(batch, batch / Double.parseDouble(step.group(2)));
            }
        }
        facts = Files.readAllLines(log(LlamaCppDecode.class)).stream()
                .filter(line -> line.startsWith("build: ") || line.startsWith("system_info: "))
                .distinct()
                .toList();
        assertThat(rates.keySet()).isEqualTo(whyUnavailable == null ? batchSizes() : Set.of());
        return rates;
    }

    private void print(String model, Map<Integer, List<Double>> ours, Map<Integer, List<Double>> theirs) {
        System.out.printf(
                Locale.ROOT,
                "%n%s, bf16, %d threads, %d + %d tokens, medians of %d rounds%n",
                model,
                threads,
                promptTokens,
                newTokens,
                rounds);
        facts.forEach(fact -> System.out.println("llama.cpp: " + fact));
        System.out.printf("%n%s%n", HEADER);
        ours.forEach((batch, rates) -> {
            double engine = EngineBench.median(array(rates));
            String row = String.format(Locale.ROOT, "| decode, batch %d | %.1f |", batch, engine);
            List<Double> peer = theirs.get(batch);
            if (peer == null) {
                System.out.printf("%s skipped: no %s | |%n", row, whyUnavailable);
            } else {
                double llamaCpp = EngineBench.median(array(peer));
                System.out.printf(Locale.ROOT, "%s %.1f | %.2f |%n", row, llamaCpp, engine / llamaCpp);
            }
        });
    }

    private List<String> output(Class<?> main, List<String> jvmOptions, List<String> arguments) throws Exception {
        Path log = log(main);
        Process process = PeerProcess.builder(main, threads, jvmOptions, arguments)
                .redirectError(log.toFile())
                .start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        return lines;
    }

    private Path log(Class<?> main) {
        return folder.resolve(main.getSimpleName() + ".log");
    }

    private Set<Integer> batchSizes() {
        return Arrays.stream(batches.split(",")).map(Integer::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void add(Map<Integer, List<Double>> all, Map<Integer, Double> round) {
        round.forEach((batch, rate) ->
                all.computeIfAbsent(batch, _ -> new ArrayList<>()).add(rate));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
