package io.kafkagrpo.cli.infer;

import io.kafkagrpo.cli.argument.Prompts;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopTexts;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.reward.ScoringInput;
import java.util.List;

/**
 * Asks a model some problems, each once.
 *
 * @param sampling of the answers
 * @param stop texts that end an answer
 * @param seed of the sampling, where there is a temperature
 */
public record HeldOutEvaluation(
        Tokenizer tokenizer, Prompts prompts, Sampling sampling, List<String> stop, Dataset problems, long seed) {

    /**
     * Adds every answer to a tally.
     *
     * @param generator of the model, with nothing to do
     * @param afterEach runs after each answer
     */
    public void take(GenerationEngine generator, EvaluationTally tally, Runnable afterEach) {
        for (int i = 0; i < problems.size(); i++) {
            submit(generator, i, prompts.ids(problems.problems().get(i)));
        }
        while (!generator.isIdle()) {
            for (GeneratedSequence sequence : generator.step()) {
                tally.add(input(problems.problems().get(Integer.parseInt(sequence.requestId())), sequence));
                afterEach.run();
            }
        }
    }

    private void submit(GenerationEngine generator, int index, int[] prompt) {
        try {
            generator.submit(new GenerationRequest(
                    Integer.toString(index),
                    prompt,
                    sampling,
                    new long[] {GroupId.completionSeed(seed, Integer.toString(index), 0)},
                    tokenizer.endOfSequenceIds(),
                    new StopTexts(stop, tokenizer)));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.DATA, "Problem %d of %s: %s".formatted(index + 1, problems.name(), e.getMessage()), e);
        }
    }

    private ScoringInput input(Problem problem, GeneratedSequence sequence) {
        return new ScoringInput(
                problem.question(),
                problem.referenceAnswer(),
                tokenizer.decodeSkippingSpecial(sequence.tokenIds()),
                sequence.reason(),
                sequence.tokenIds().length,
                problem.columns());
    }
}
