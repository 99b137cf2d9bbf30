package io.kafkagrpo.generator;

import io.kafkagrpo.record.PromptGroup;
import java.util.Optional;

/**
 * What this generator can take.
 *
 * @param slots sequences decoded at a time
 * @param maxPromptTokens a longer prompt fails its group
 * @param maxContext tokens of prompt and completion together, for which the KV cache has room
 * @param vocabularySize token ids that the model has
 */
record PromptRules(int slots, int maxPromptTokens, int maxContext, int vocabularySize) {

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
        if (prompt.getSampling().getStopList().contains("")) {
            return Optional.of("the prompt has an empty stop string, which would end every completion at once");
        }
        try {
            Requests.sampling(prompt.getSampling());
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        return prompt.getPromptTokenIdsList().stream()
                .filter(id -> id < 0 || id >= vocabularySize)
                .findFirst()
                .map(id -> "the prompt has token id %d, but the vocabulary has %d".formatted(id, vocabularySize));
    }
}
