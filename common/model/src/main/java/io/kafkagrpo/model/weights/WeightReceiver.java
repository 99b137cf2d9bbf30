package io.kafkagrpo.model.weights;

import java.util.List;

/** What takes new versions of weights, such as the model on a device. */
public interface WeightReceiver {
    /** Receives all weights, which may be read only until this returns. */
    void replace(HostWeights weights, long version);

    /** Receives what has changed since it last received anything, one after the other. */
    void change(List<WeightChanges> changes, long version);
}
