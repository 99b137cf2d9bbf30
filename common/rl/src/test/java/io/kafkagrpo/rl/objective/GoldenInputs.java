package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** One input set of the golden file: arrays of [sample][token], rewards per group. */
record GoldenInputs(JsonNode node) {
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
        double[][] numbers = matrix("mask");
        boolean[][] mask = new boolean[numbers.length][];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = new boolean[numbers[i].length];
            for (int t = 0; t < mask[i].length; t++) {
                mask[i][t] = numbers[i][t] != 0.0;
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
