package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopCondition;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.task.data.Problem;
import java.util.List;
import java.util.Set;

/** Greedy accuracy of weights on the first held-out problems. */
final class PretrainEvaluation implements AutoCloseable {

    /** As many as a run's evaluation has by default. */
    static final int PROBLEMS = 200;

    private final PretrainTask task;
    private final List<Problem> problems;
    private final PretrainTexts texts;
    private final PolicyModel model;
    private final GenerationEngine engine;
    private long version;

    PretrainEvaluation(PretrainTask task, ModelConfig config, HostWeights weights, PretrainTexts texts) {
        this.task = task;
        this.problems = task.heldOut(PROBLEMS);
        this.texts = texts;
        this.model = PolicyModel.of(config, weights, "cpu", ComputeType.FLOAT32);
        this.engine = new GenerationEngine(model, PROBLEMS, config.contextLength());
    }

    /** The share of problems that are right, as an evaluation counts it. */
    double accuracy(HostWeights weights) {
        model.replace(weights, ++version);
        for (int i = 0; i < problems.size(); i++) {
            engine.submit(new GenerationRequest(
                    Integer.toString(i),
                    texts.encode(problems.get(i).question()),
                    Sampling.greedy(task.longestCompletion()),
                    new long[] {0},
                    Set.of(PretrainTexts.END_OF_SEQUENCE),
                    StopCondition.NONE));
        }
        int right = 0;
        while (!engine.isIdle()) {
            for (GeneratedSequence sequence : engine.step()) {
                Problem problem = problems.get(Integer.parseInt(sequence.requestId()));
                String completion = texts.decode(sequence.tokenIds());
                right += task.match().isCorrect(completion, problem.referenceAnswer()) ? 1 : 0;
            }
        }
        return (double) right / problems.size();
    }

    @Override
    public void close() {
        engine.close();
        model.close();
    }
}
