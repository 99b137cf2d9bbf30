package io.kafkagrpo.engine.train;

import io.kafkagrpo.model.weights.TensorSpec;
import java.util.HashMap;
import java.util.Map;

/**
 * Muon beside AdamW in float64, one tensor at a time, as the papers write it: Jordan 2024 and Moonlight,
 * arXiv:2502.16982, eq. 1 to 4.
 */
final class DoubleMuon {
    private final double rate;
    private final double decay;
    private final double momentum;
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final Map<Integer, double[]> first = new HashMap<>();
    private final Map<Integer, double[]> second = new HashMap<>();

    DoubleMuon(double rate, double decay, double momentum, double beta1, double beta2, double epsilon) {
        this.rate = rate;
        this.decay = decay;
        this.momentum = momentum;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
    }

    static boolean isHiddenMatrix(TensorSpec spec) {
        return spec.name().startsWith("model.layers.") && spec.name().endsWith("_proj.weight");
    }

    /** Moves {@code weights} by step {@code number}, counted from 1. */
    void step(int tensor, TensorSpec spec, double[] weights, double[] gradient, double scale, int number) {
        double[] m = first.computeIfAbsent(tensor, _ -> new double[weights.length]);
        double[] v = second.computeIfAbsent(tensor, _ -> new double[weights.length]);
        if (!isHiddenMatrix(spec)) {
            for (int i = 0; i < weights.length; i++) {
                double g = gradient[i] * scale;
                m[i] = beta1 * m[i] + (1 - beta1) * g;
                v[i] = beta2 * v[i] + (1 - beta2) * g * g;
                double step = m[i]
                        / (1 - Math.pow(beta1, number))
                        / (Math.sqrt(v[i] / (1 - Math.pow(beta2, number))) + epsilon);
                weights[i] = weights[i] * (1 - rate * decay) - rate * step;
            }
            return;
        }
        int rows = Math.toIntExact(spec.shape().getFirst());
        int columns = Math.toIntExact(spec.shape().getLast());
        double[][] ahead = new double[rows][columns];
        for (int i = 0; i < weights.length; i++) {
            double g = gradient[i] * scale;
            m[i] = momentum * m[i] + g;
            ahead[i / columns][i % columns] = g + momentum * m[i];
        }
        double[][] update = orthogonal(ahead);
        double size = 0.2 * Math.sqrt(Math.max(rows, columns));
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weights[i] * (1 - rate * decay) - rate * size * update[i / columns][i % columns];
        }
    }

    /** Never transposed: (x x')^k x is x (x' x)^k, so the smaller side only saves work. */
    private static double[][] orthogonal(double[][] matrix) {
        double norm = 0;
        for (double[] row : matrix) {
            for (double value : row) {
                norm += value * value;
            }
        }
        double[][] x = sum(1 / (Math.sqrt(norm) + 1e-7), matrix, 0, matrix);
        for (int i = 0; i < 5; i++) {
            double[][] square = product(x, transposed(x));
            double[][] polynomial = sum(-4.7750, square, 2.0315, product(square, square));
            x = sum(3.4445, x, 1, product(polynomial, x));
        }
        return x;
    }

    private static double[][] sum(double a, double[][] x, double b, double[][] y) {
        double[][] sum = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[0].length; j++) {
                sum[i][j] = a * x[i][j] + b * y[i][j];
            }
        }
        return sum;
    }

    private static double[][] transposed(double[][] x) {
        double[][] transposed = new double[x[0].length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[0].length; j++) {
                transposed[j][i] = x[i][j];
            }
        }
        return transposed;
    }

    private static double[][] product(double[][] x, double[][] y) {
        double[][] product = new double[x.length][y[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < y.length; k++) {
                for (int j = 0; j < y[0].length; j++) {
                    product[i][j] += x[i][k] * y[k][j];
                }
            }
        }
        return product;
    }
}
