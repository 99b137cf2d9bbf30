package io.kafkagrpo.task.reward;

import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.task.text.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** The weighted reward functions of a run, in configured order. */
public final class RewardSet {

    private record Weighted(RewardFunction function, double weight) {}

    private final List<Weighted> functions;
    private final String configurationHash;

    private RewardSet(List<Weighted> functions, String configurationHash) {
        this.functions = functions;
        this.configurationHash = configurationHash;
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
        for (RewardSpecification specification : specifications) {
            if (!seen.add(specification.function())) {
                throw new RewardConfigurationException(
                        "The reward function \"%s\" is configured twice.".formatted(specification.function()));
            }
            RewardFunction function = registry.create(specification.function(), specification.parameters());
            functions.add(new Weighted(function, specification.weight()));
            canonical
                    .append(specification.function())
                    .append(' ')
                    .append(specification.weight())
                    .append(' ')
                    .append(new TreeMap<>(specification.parameters()))
                    .append('\n');
        }
        return new RewardSet(List.copyOf(functions), Digest.sha256(canonical.toString()));
    }

    /**
     * SHA-256, as lower-case hex, of names, weights and parameters in order; equal configurations
     * have equal hashes.
     */
    public String configurationHash() {
        return configurationHash;
    }

    /**
     * One outcome per function, in order. A function that throws anything, or gives no finite number, is missing
     * with that cause, so that one bad input doesn't stop the stream.
     */
    public List<RewardOutcome> score(ScoringInput input) {
        return functions.stream().map(weighted -> outcome(weighted, input)).toList();
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
        String name = weighted.function().name();
        try {
            double value = weighted.function().score(input);
            return Double.isFinite(value)
                    ? new RewardOutcome.Value(name, weighted.weight(), value)
                    : new RewardOutcome.Missing(name, weighted.weight(), "The reward %s is %s.".formatted(name, value));
        } catch (RewardException e) {
            return new RewardOutcome.Missing(name, weighted.weight(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new RewardOutcome.Missing(name, weighted.weight(), "The reward %s failed: %s.".formatted(name, e));
        }
    }
}
