package io.kafkagrpo.generator;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.weights.WeightFollower;
import java.util.Optional;

/**
 * What the loop is made of.
 *
 * @param instanceId a stable name of this generator among the others, if it has one
 * @param slots sequences decoded at a time
 * @param maxPromptTokens a longer prompt fails its group
 * @param maxContext tokens of prompt and completion together, for which the KV cache has room
 * @param pace how long a decode step takes at least
 */
record GeneratorParts(
        KafkaClients clients,
        Topics topics,
        String generatorId,
        Optional<String> instanceId,
        ModelConfig model,
        Tokenizer tokenizer,
        String device,
        ComputeType computeType,
        int slots,
        int maxPromptTokens,
        int maxContext,
        SimulatedLatency pace) {

    WeightThread startWeightThread() {
        return WeightThread.start(new WeightFollower(clients, topics, HostWeights.allocate(WeightLayout.of(model))));
    }

    PolicyModel openPolicy(HostWeights weights, long version) {
        PolicyModel policy = PolicyModel.of(model, weights, device, computeType);
        policy.replace(weights, version);
        return policy;
    }

    /** Why a prompt can't be sampled, if it can't. */
    Optional<String> refusal(PromptGroup prompt) {
        int length = prompt.getPromptTokenIdsCount();
        if (length == 0) {
            return Optional.of("the prompt has no tokens");
        }
        if (length > maxPromptTokens) {
            return Optional.of(
                    "the prompt has %d tokens, more than prompt.max-tokens = %d".formatted(length, maxPromptTokens));
        }
        if (length >= maxContext) {
            return Optional.of(
                    "the prompt has %d tokens, but the model's context has %d".formatted(length, maxContext));
        }
        return prompt.getPromptTokenIdsList().stream()
                .filter(id -> id < 0 || id >= model.vocabularySize())
                .findFirst()
                .map(id ->
                        "the prompt has token id %d, but the vocabulary has %d".formatted(id, model.vocabularySize()));
    }
}
