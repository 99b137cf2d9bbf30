package io.kafkagrpo.engine;

import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.RopeScaling;
import io.kafkagrpo.model.weights.Bfloat16;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The decoder written down plainly in float64, one token and one head at a time: the oracle that the engine's
 * programs are held to. Weights may be changed in place, for finite differences.
 */
public final class DoubleDecoder {

    private final ModelConfig config;
    private final WeightLayout layout;
    private final List<double[]> weights = new ArrayList<>();

    public DoubleDecoder(ModelConfig config, HostWeights host) {
        this.config = config;
        this.layout = host.layout();
        for (int i = 0; i < layout.tensors().size(); i++) {
            short[] values = host.tensor(i).toArray(ValueLayout.JAVA_SHORT_UNALIGNED);
            var doubles = new double[values.length];
            for (int k = 0; k < values.length; k++) {
                doubles[k] = Bfloat16.toFloat(values[k]);
            }
            weights.add(doubles);
        }
    }

    double[] weight(int tensor) {
        return weights.get(tensor);
    }

    private double[] weight(String name) {
        return weights.get(layout.indexOf(name));
    }

    /** Log-probability of each completion token. */
    public double[] logProbabilities(TokenSequence sequence, double temperature) {
        return scores(sequence, temperature)[0];
    }

    /** Log-probability of each completion token, then entropy of each distribution: [2][tokens]. */
    double[][] scores(TokenSequence sequence, double temperature) {
        double[][] logits = logits(sequence.ids());
        var result = new double[2][sequence.completionLength()];
        for (int i = 0; i < sequence.completionLength(); i++) {
            int position = sequence.promptLength() + i;
            double[] row = logits[position - 1];
            double sum = 0;
            for (double logit : row) {
                sum += Math.exp(logit / temperature);
            }
            result[0][i] = row[sequence.ids()[position]] / temperature - Math.log(sum);
            for (double logit : row) {
                double log = logit / temperature - Math.log(sum);
                result[1][i] -= Math.exp(log) * log;
            }
        }
        return result;
    }

    /** Logits [tokens][vocabulary]. */
    double[][] logits(int[] ids) {
        int width = config.hiddenSize();
        var x = new double[ids.length][];
        double[] embedding = weight("model.embed_tokens.weight");
        for (int t = 0; t < ids.length; t++) {
            x[t] = java.util.Arrays.copyOfRange(embedding, ids[t] * width, (ids[t] + 1) * width);
        }
        for (int i = 0; i < config.layers(); i++) {
            layer("model.layers." + i + ".", x);
        }
        double[] head = config.tiedHead() ? embedding : weight("lm_head.weight");
        var logits = new double[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            logits[t] = multiply(head, norm(x[t], weight("model.norm.weight")));
        }
        return logits;
    }

    private void layer(String layer, double[][] x) {
        int dim = config.headDim();
        var queries = new double[x.length][];
        var keys = new double[x.length][];
        var values = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] normed = norm(x[t], weight(layer + "input_layernorm.weight"));
            queries[t] = turned(layer + "self_attn.q", normed, t);
            keys[t] = turned(layer + "self_attn.k", normed, t);
            values[t] = projected(layer + "self_attn.v", normed);
        }
        for (int t = 0; t < x.length; t++) {
            var attended = new double[config.heads() * dim];
            for (int h = 0; h < config.heads(); h++) {
                attend(queries[t], keys, values, t, h, attended);
            }
            add(x[t], multiply(weight(layer + "self_attn.o_proj.weight"), attended));
            double[] normed = norm(x[t], weight(layer + "post_attention_layernorm.weight"));
            double[] gate = multiply(weight(layer + "mlp.gate_proj.weight"), normed);
            double[] up = multiply(weight(layer + "mlp.up_proj.weight"), normed);
            for (int i = 0; i < gate.length; i++) {
                up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
            }
            add(x[t], multiply(weight(layer + "mlp.down_proj.weight"), up));
        }
    }

    private void attend(double[] query, double[][] keys, double[][] values, int t, int head, double[] attended) {
        int dim = config.headDim();
        int shared = head / (config.heads() / config.kvHeads());
        var scores = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
            double dot = 0;
            for (int i = 0; i < dim; i++) {
                dot += query[head * dim + i] * keys[s][shared * dim + i];
            }
            scores[s] = Math.exp(dot / Math.sqrt(dim));
            sum += scores[s];
        }
        for (int s = 0; s <= t; s++) {
            for (int i = 0; i < dim; i++) {
                attended[head * dim + i] += scores[s] / sum * values[s][shared * dim + i];
            }
        }
    }

    private double[] projected(String name, double[] x) {
        double[] y = multiply(weight(name + "_proj.weight"), x);
        if (config.attentionBias()) {
            add(y, weight(name + "_proj.bias"));
        }
        return y;
    }

    /** Queries or keys: projected, normed per head where the model does so, and rotated to their position. */
    private double[] turned(String name, double[] x, int position) {
        double[] y = projected(name, x);
        int dim = config.headDim();
        var result = new double[y.length];
        for (int start = 0; start < y.length; start += dim) {
            double[] head = java.util.Arrays.copyOfRange(y, start, start + dim);
            if (config.queryKeyNorm()) {
                head = norm(head, weight(name + "_norm.weight"));
            }
            for (int i = 0; i < dim / 2; i++) {
                double angle = position * frequency(i);
                double a = head[i];
                double b = head[i + dim / 2];
                result[start + i] = a * Math.cos(angle) - b * Math.sin(angle);
                result[start + i + dim / 2] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
        return result;
    }

    private double frequency(int i) {
        double plain = Math.pow(config.ropeTheta(), -2.0 * i / config.headDim());
        RopeScaling scaling = config.ropeScaling();
        if (scaling == null) {
            return plain;
        }
        double waves = scaling.originalContextLength() * plain / (2 * Math.PI);
        double share =
                (waves - scaling.lowFrequencyFactor()) / (scaling.highFrequencyFactor() - scaling.lowFrequencyFactor());
        double clamped = Math.clamp(share, 0.0, 1.0);
        return clamped * plain + (1 - clamped) * plain / scaling.factor();
    }

    private double[] norm(double[] x, double[] scale) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        double factor = 1 / Math.sqrt(squares / x.length + config.rmsNormEps());
        var y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] * factor * scale[i];
        }
        return y;
    }

    private static double[] multiply(double[] matrix, double[] x) {
        var y = new double[matrix.length / x.length];
        for (int row = 0; row < y.length; row++) {
            for (int i = 0; i < x.length; i++) {
                y[row] += matrix[row * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static void add(double[] target, double[] source) {
        for (int i = 0; i < target.length; i++) {
            target[i] += source[i];
        }
    }
}
