package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.advantage.StepAdvantage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Our settings for a case of another implementation.
 *
 * @param advantages of the step, or null if the implementation was run without any
 * @param objective the objective
 * @param totals what the denominators are made of, or null for the samples' own
 * @param tolerance 1e-9, or 1e-6 where the implementation computes in float32 inside
 */
record GoldenSetup(
        @Nullable StepAdvantage advantages,
        ObjectiveSettings objective,
        @Nullable StepTotals totals,
        double tolerance) {
    private static final Set<String> ROLES =
            Set.of("current", "ratio_denominator", "sampler", "reference", "entropies");

    /** The objective of the case's step. */
    StepObjective step(List<Sample> samples) {
        return totals == null ? StepObjective.of(objective, samples) : new StepObjective(objective, samples, totals);
    }

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        String implementation = node.get("implementation").asText();
        JsonNode params = node.get("params");
        return switch (implementation) {
            case "thelmbook" -> TutorialSetup.of(params, inputs);
            case "trl" -> TrlSetup.of(params, inputs);
            case "verl" -> VerlSetup.of(params, inputs);
            case "areal" -> ArealSetup.of(params, inputs);
            case "prime-rl" -> PrimeRlSetup.of(params, inputs);
            case "skyrl" -> SkyRlSetup.of(params, inputs);
            case "slime" -> SlimeSetup.of(params, inputs);
            case "nemo-rl" -> NemoRlSetup.of(params, inputs);
            default -> throw GoldenParams.unknown("implementation", implementation);
        };
    }

    /** Advantages of completions, in the order of the samples. */
    double[] completionAdvantages() {
        return advantages == null
                ? new double[0]
                : Stream.of(advantages.completions())
                        .flatMapToDouble(Arrays::stream)
                        .toArray();
    }

    /** The step's samples, each array in the part that the case's roles give it. */
    List<Sample> samples(JsonNode roles, GoldenInputs inputs) {
        roles.fieldNames().forEachRemaining(role -> {
            if (!ROLES.contains(role)) {
                throw GoldenParams.unknown("roles", role);
            }
        });
        double[][] denominator = inputs.matrix(roles.get("ratio_denominator").asText());
        double[][] behaviour =
                objective.needsProximal() ? inputs.matrix(roles.get("sampler").asText()) : denominator;
        boolean[][] mask = inputs.mask();
        double[] completions = completionAdvantages();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < mask.length; i++) {
            int group = i / inputs.groupSize();
            Sample sample = Sample.of(advantages == null ? 0.0 : completions[i], behaviour[i])
                    .withMask(mask[i])
                    .withGroup(group);
            if (advantages != null && advantages.isPerToken()) {
                sample = sample.withTokenAdvantages(advantages.ofTokens(group, i % inputs.groupSize()));
            }
            sample = objective.needsProximal() ? sample.withProximal(denominator[i]) : sample;
            samples.add(
                    objective.needsReference()
                            ? sample.withReference(
                                    inputs.matrix(roles.get("reference").asText())[i])
                            : sample);
        }
        return samples;
    }
}
