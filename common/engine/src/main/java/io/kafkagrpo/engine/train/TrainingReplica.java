package io.kafkagrpo.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.score.BatchTensors;
import io.kafkagrpo.engine.score.MicroBatch;
import io.kafkagrpo.engine.torch.FlatWeights;
import io.kafkagrpo.engine.torch.ParameterLayout;
import io.kafkagrpo.engine.torch.RotaryTable;
import io.kafkagrpo.engine.torch.TorchDevice;
import io.kafkagrpo.engine.torch.TorchProgram;
import io.kafkagrpo.model.ModelConfig;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Compute weights and gradient sums on one device, and the passes over micro-batches. Used by one thread at a time.
 */
public final class TrainingReplica implements AutoCloseable {

    private final ModelConfig config;
    private final Activations activations;
    private final TorchDevice device;
    private final TorchProgram program;
    private final TorchProgram vectors;
    private final FlatWeights weights;
    private final FlatWeights gradients;
    private final RotaryTable rotary;

    public TrainingReplica(ModelConfig config, String deviceName, ComputeType type, Activations activations) {
        this.config = config;
        this.activations = activations;
        this.device = TorchDevice.named(deviceName);
        this.program = TorchProgram.training(device, config);
        this.vectors = TorchProgram.weights(device);
        var layout = ParameterLayout.of(config);
        this.weights = new FlatWeights(device, vectors, layout, type);
        this.gradients = new FlatWeights(device, vectors, layout, ComputeType.FLOAT32);
        this.rotary = new RotaryTable(device, config);
    }

    public TorchDevice device() {
        return device;
    }

    /** The program for flat vectors. */
    public TorchProgram vectors() {
        return vectors;
    }

    /** Weights that the passes read. */
    public FlatWeights weights() {
        return weights;
    }

    /** Sums of gradients since they were last cleared, float32. */
    public FlatWeights gradients() {
        return gradients;
    }

    /** Log-probabilities, then entropies, of a micro-batch's predictions: [2 * predictions]. */
    public float[] score(MicroBatch batch, double temperature) {
        try (var tensors = new BatchTensors(batch);
                PtNDManager results = device.newManager()) {
            return program.tensor(
                            "score",
                            results,
                            tensors.tensors(),
                            weights.parameterList(),
                            rotary.listUpTo(tensors.longest()),
                            temperature,
                            BatchTensors.headChunk(config))
                    .toFloatArray();
        }
    }

    /**
     * Gives the slopes of a micro-batch's predictions, asked with the scores [2 * predictions]: by log-probability
     * [predictions], or by log-probability and then by entropy [2 * predictions].
     */
    public interface Slopes {
        float[] of(float[] scores);
    }

    /**
     * Forward, slopes, backward; the gradient of sum(slope * logprob) is added to the sums, and that of
     * sum(slope * entropy) where such slopes are given.
     *
     * @return the scores [2 * predictions]
     */
    public float[] accumulate(MicroBatch batch, double temperature, Slopes slopes) {
        try (var tensors = new BatchTensors(batch);
                PtNDManager results = device.newManager()) {
            List<PtNDArray> kept = forward(tensors, results);
            float[] scores = program.tensor(
                            "score_hidden",
                            results,
                            tensors.tensors(),
                            weights.parameterList(),
                            kept.getFirst(),
                            temperature,
                            BatchTensors.headChunk(config))
                    .toFloatArray();
            backward(tensors, results, kept, slopes.of(scores), scores.length, temperature);
            return scores;
        }
    }

    private List<PtNDArray> forward(BatchTensors tensors, PtNDManager results) {
        List<PtNDArray> tables = rotary.upTo(tensors.longest());
        return switch (activations) {
            case KEEP ->
                program.tensorsWithGraph("forward_graph", results, tensors.tensors(), weights.parameters(), tables);
            case RECOMPUTE ->
                program.tensorsWithGraph("forward_inputs", results, tensors.tensors(), weights.parameters(), tables);
        };
    }

    private void backward(
            BatchTensors tensors,
            PtNDManager results,
            List<PtNDArray> kept,
            float[] slopes,
            int scores,
            double temperature) {
        PtNDManager host = tensors.host();
        // [predictions], or [2, predictions] with those by entropy
        Shape shape = slopes.length == scores ? new Shape(2, scores / 2) : new Shape(slopes.length);
        PtNDArray slopeTensor = host.create(FloatBuffer.wrap(slopes), shape, DataType.FLOAT32);
        var scale = (PtNDArray) host.create(temperature);
        NDArray chunk = TorchDevice.tensor(host, BatchTensors.headChunk(config)).reshape();
        var arguments = new ArrayList<Object>(List.of(tensors.tensors(), kept));
        if (activations == Activations.RECOMPUTE) {
            arguments.add(weights.parameters());
            arguments.add(rotary.upTo(tensors.longest()));
        }
        arguments.addAll(List.of(gradients.parameters(), slopeTensor, scale, chunk));
        program.tensorsWithGraph(
                activations == Activations.KEEP ? "backward_graph" : "backward_inputs", results, arguments.toArray());
    }

    @Override
    public void close() {
        rotary.close();
        gradients.close();
        weights.close();
        vectors.close();
        program.close();
    }
}
