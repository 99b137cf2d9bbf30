package io.kafkagrpo.task.reward;

import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.task.text.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The weighted reward functions of a run, in configured order. */
public final class RewardSet implements AutoCloseable {

    /** To be raised whenever a reward function or the matching rules give other values for the same input. */
    private static final int IMPLEMENTATIONS = 2;

    private record Weighted(String name, RewardFunction function, double weight) {}

    private final List<Weighted> functions;
    private final String configurationHash;
    private final boolean slow;

    private RewardSet(List<Weighted> functions, String configurationHash) {
        this.functions = functions;
        this.configurationHash = configurationHash;
        this.slow = functions.stream().anyMatch(weighted -> weighted.function() instanceof SlowReward);
    }

    /** @throws RewardConfigurationException if there is no function, one twice, or one that the registry refuses */
    public static RewardSet of(List<RewardSpecification> specifications, RewardRegistry registry) {
        if (specifications.isEmpty()) {
            throw new RewardConfigurationException("No reward function is configured; known are "
                    + String.join(", ", NearestName.sorted("", registry.names())) + ".");
        }
        Set<String> seen = new HashSet<>();
        List<Weighted> functions = new ArrayList<>();
        StringBuilder canonical = new StringBuilder();
        try {
            for (RewardSpecification specification : specifications) {
                if (!seen.add(specification.function())) {
                    throw new RewardConfigurationException(
                            "The reward function \"%s\" is configured twice.".formatted(specification.function()));
                }
                RewardFunction function = registry.create(specification.function(), specification.parameters());
                functions.add(new Weighted(specification.function(), function, specification.weight()));
                canonical.append(specification.canonical(function)).append('\n');
            }
        } catch (RuntimeException e) {
            close(functions);
            throw e;
        }
        return new RewardSet(List.copyOf(functions), Digest.sha256(canonical.toString()));
    }

    /**
     * SHA-256, as lower-case hex, of names, weights, parameters and foreign code in order; equal configurations
     * have equal hashes.
     */
    public String configurationHash() {
        return configurationHash;
    }

    /** The same and the version of their implementations: what a group that they scored says of them. */
    public String scoresHash() {
        return Digest.sha256("implementations %d%n%s".formatted(IMPLEMENTATIONS, configurationHash));
    }

    /** Whether a function among them takes time, so that completions should be scored by {@link #ask}. */
    public boolean isSlow() {
        return slow;
    }

    /**
     * One outcome per function, in order. A function that throws anything, or gives no finite number, is missing
     * with that cause, so that one bad input doesn't stop the stream. Waits for slow functions.
     */
    public List<RewardOutcome> score(ScoringInput input) {
        if (slow) {
            return ask(input).join();
        }
        List<RewardOutcome> outcomes = new ArrayList<>(functions.size());
        for (Weighted weighted : functions) {
            outcomes.add(outcome(weighted, input));
        }
        return outcomes;
    }

    /** The same without waiting: quick functions score at once, slow ones on threads of their own. */
    public CompletableFuture<List<RewardOutcome>> ask(ScoringInput input) {
        List<CompletableFuture<RewardOutcome>> asked = functions.stream()
                .map(weighted -> weighted.function() instanceof SlowReward slow
                        ? slow.ask(input).thenApply(answer -> outcome(weighted, answer))
                        : CompletableFuture.completedFuture(outcome(weighted, input)))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> asked.stream().map(CompletableFuture::join).toList());
    }

    /** Ends the threads and processes of slow functions. */
    @Override
    public void close() {
        close(functions);
    }

    private static void close(List<Weighted> functions) {
        functions.forEach(weighted -> {
            if (weighted.function() instanceof SlowReward slow) {
                slow.close();
            }
        });
    }

    /** The sum of weight × value in order; empty if any reward is missing. */
    public static OptionalDouble total(List<RewardOutcome> outcomes) {
        double total = 0;
        for (RewardOutcome outcome : outcomes) {
            switch (outcome) {
                case RewardOutcome.Value value -> total += value.weight() * value.value();
                case RewardOutcome.Missing missing -> {
                    return OptionalDouble.empty();
                }
            }
        }
        return OptionalDouble.of(total);
    }

    private static RewardOutcome outcome(Weighted weighted, ScoringInput input) {
        String name = weighted.name();
        try {
            return outcome(weighted, weighted.function().score(input), "");
        } catch (RewardException e) {
            return new RewardOutcome.Missing(name, weighted.weight(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new RewardOutcome.Missing(name, weighted.weight(), "The reward %s failed: %s.".formatted(name, e));
        }
    }

    private static RewardOutcome outcome(Weighted weighted, SlowReward.Answer answer) {
        return switch (answer) {
            case SlowReward.Answer.Value(double value, String raw) -> outcome(weighted, value, raw);
            case SlowReward.Answer.None(String because, String raw) ->
                new RewardOutcome.Missing(weighted.name(), weighted.weight(), because, raw);
            case SlowReward.Answer.Unavailable(String because) ->
                new RewardOutcome.Missing(weighted.name(), weighted.weight(), because);
        };
    }

    private static RewardOutcome outcome(Weighted weighted, double value, String raw) {
        String name = weighted.name();
        return Double.isFinite(value)
                ? new RewardOutcome.Value(name, weighted.weight(), value, raw)
                : new RewardOutcome.Missing(
                        name, weighted.weight(), "The reward %s is %s.".formatted(name, value), raw);
    }
}
