package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopTexts;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.record.SamplingParameters;
import java.util.stream.IntStream;

/** Turns prompts from records into the engine's requests. */
final class Requests {
    private Requests() {}

    /** All members of the prompt's group, each with a seed that is a function of the record alone. */
    static GenerationRequest of(PendingPrompt pending, Tokenizer tokenizer) {
        PromptGroup prompt = pending.prompt();
        long[] seeds = IntStream.range(0, prompt.getGroupSize())
                .mapToLong(index -> GroupId.completionSeed(prompt.getSeed(), prompt.getGroupId(), index))
                .toArray();
        return new GenerationRequest(
                pending.requestId(),
                RolloutCodec.promptTokenIds(prompt),
                sampling(prompt.getSampling()),
                seeds,
                tokenizer.endOfSequenceIds(),
                new StopTexts(prompt.getSampling().getStopList(), tokenizer));
    }

    /**
     * How a prompt wants its tokens drawn.
     *
     * @throws IllegalArgumentException where a value is out of its range
     */
    static Sampling sampling(SamplingParameters sampling) {
        double topP = sampling.getTopP() == 0 ? 1 : sampling.getTopP(); // either is off in the record
        return new Sampling(
                sampling.getTemperature(), sampling.getMaxNewTokens(), sampling.getTopK(), topP, sampling.getMinP());
    }
}
