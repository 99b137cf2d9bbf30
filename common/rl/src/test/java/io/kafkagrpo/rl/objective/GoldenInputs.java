package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.advantage.RewardedGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One input set of the golden file: arrays of [sample][token], rewards per group; and which versions of the
 * implementations ran.
 */
record GoldenInputs(JsonNode node, JsonNode sources) {
    int groupSize() {
        return node.get("completions_per_group").asInt();
    }

    int columns() {
        return node.get("max_len").asInt();
    }

    double[][] matrix(String name) {
        return matrix(node.get(name));
    }

    static double[][] matrix(JsonNode rows) {
        double[][] values = new double[rows.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector(rows.get(i));
        }
        return values;
    }

    /** Numbers, with NaN for null. */
    static double[] vector(JsonNode sample) {
        double[] values = new double[sample.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = sample.get(i).isNull() ? Double.NaN : sample.get(i).asDouble();
        }
        return values;
    }

    boolean[][] mask() {
        return mask(node.get("mask"));
    }

    /** Numbers other than 0; a single one stands for its whole row. */
    static boolean[][] mask(JsonNode rows) {
        boolean[][] mask = new boolean[rows.size()][];
        for (int i = 0; i < mask.length; i++) {
            JsonNode row = rows.get(i);
            mask[i] = new boolean[row.isArray() ? row.size() : 1];
            for (int t = 0; t < mask[i].length; t++) {
                JsonNode value = row.isArray() ? row.get(t) : row;
                mask[i][t] = value.isBoolean() ? value.asBoolean() : value.asDouble() != 0.0;
            }
        }
        return mask;
    }

    double[] weights() {
        return vector(node.get("reward_weights"));
    }

    /** Total rewards, one array per group. */
    List<double[]> rewards() {
        return groups(vector(node.get("rewards")));
    }

    /** Rewards per group as [function][member]. */
    List<double[][]> rewardsByFunction() {
        double[][] functions = matrix("reward_functions");
        List<double[][]> groups = new ArrayList<>();
        for (int g = 0; g < functions[0].length / groupSize(); g++) {
            double[][] group = new double[functions.length][];
            for (int k = 0; k < functions.length; k++) {
                group[k] = groups(functions[k]).get(g);
            }
            groups.add(group);
        }
        return groups;
    }

    /** All that an estimator may know. */
    List<RewardedGroup> groups() {
        return groupsWith(weights());
    }

    /** The same with other weights of the reward functions. */
    List<RewardedGroup> groupsWith(double[] weights) {
        boolean[][] mask = mask();
        double[] input = node.has("input_tokens") ? vector(node.get("input_tokens")) : new double[mask.length];
        double[] turns = node.has("turns") ? vector(node.get("turns")) : new double[mask.length];
        List<RewardedGroup> groups = new ArrayList<>();
        for (int g = 0; g < rewards().size(); g++) {
            int from = g * groupSize();
            groups.add(new RewardedGroup(
                    rewards().get(g),
                    rewardsByFunction().get(g),
                    weights,
                    Arrays.copyOfRange(mask, from, from + groupSize()),
                    whole(input, from),
                    whole(turns, from)));
        }
        return groups;
    }

    private int[] whole(double[] values, int from) {
        return Arrays.stream(values, from, from + groupSize())
                .mapToInt(v -> (int) v)
                .toArray();
    }

    private List<double[]> groups(double[] values) {
        List<double[]> groups = new ArrayList<>();
        for (int from = 0; from < values.length; from += groupSize()) {
            double[] group = new double[groupSize()];
            System.arraycopy(values, from, group, 0, group.length);
            groups.add(group);
        }
        return groups;
    }
}
