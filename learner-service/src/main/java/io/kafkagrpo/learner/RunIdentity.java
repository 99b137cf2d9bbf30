package io.kafkagrpo.learner;

import io.kafkagrpo.record.RunStarted;
import java.util.Map;

/** What a run rests on besides its configuration, under the names of the keys that choose it. */
final class RunIdentity {
    private RunIdentity() {}

    static Map<String, String> of(RunStarted started) {
        return Map.of(
                "model (hash of config.json and tokenizer.json)", started.getModelHash(),
                "model (hash of its weights)", started.getInitialWeightsSha256(),
                "data.train (hash of its problems)", started.getTrainingDataHash());
    }
}
