package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Our settings for a case of another implementation. */
final class GoldenSetup {
    private static final Set<String> ROLES = Set.of("current", "ratio_denominator", "sampler", "reference");

    private final double @Nullable [] advantages;
    private final ObjectiveSettings objective;
    private final @Nullable StepTotals totals;
    private final double tolerance;

    /**
     * @param advantages per sample, or null if the implementation was run without any
     * @param objective the objective
     * @param totals what the denominators are made of, or null for the samples' own
     * @param tolerance 1e-9, or 1e-6 where the implementation computes in float32 inside
     */
    GoldenSetup(
            double @Nullable [] advantages,
            ObjectiveSettings objective,
            @Nullable StepTotals totals,
            double tolerance) {
        this.advantages = advantages;
        this.objective = objective;
        this.totals = totals;
        this.tolerance = tolerance;
    }

    double @Nullable [] advantages() {
        return advantages;
    }

    ObjectiveSettings objective() {
        return objective;
    }

    double tolerance() {
        return tolerance;
    }

    /** The objective of the case's step. */
    StepObjective step(List<Sample> samples) {
        return totals == null ? StepObjective.of(objective, samples) : new StepObjective(objective, samples, totals);
    }

    static GoldenSetup of(JsonNode node, GoldenInputs inputs) {
        String implementation = node.get("implementation").asText();
        return switch (implementation) {
            case "thelmbook" -> TutorialSetup.of(node.get("params"), inputs);
            case "trl" -> TrlSetup.of(node.get("params"), inputs);
            case "verl" -> VerlSetup.of(node.get("params"), inputs);
            case "areal" -> ArealSetup.of(node.get("params"), inputs);
            default -> throw GoldenParams.unknown("implementation", implementation);
        };
    }

    static double[] flat(double[][] groups) {
        return Stream.of(groups).flatMapToDouble(Arrays::stream).toArray();
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
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < mask.length; i++) {
            Sample sample = Sample.of(advantages == null ? 0.0 : advantages[i], behaviour[i])
                    .withMask(mask[i]);
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
