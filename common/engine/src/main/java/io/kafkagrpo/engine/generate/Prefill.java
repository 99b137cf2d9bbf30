package io.kafkagrpo.engine.generate;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchDevice;
import io.kafkagrpo.engine.torch.TorchProgram;
import java.util.IdentityHashMap;
import java.util.List;

/** Reads tokens that are known already into the cache, many at a time. */
final class Prefill {

    /** Tokens read in one call. */
    static final int CHUNK = 512;

    private final PolicyModel model;
    private final TorchProgram program;
    private final PackedWeights weights;
    private final KeyValueCache cache;

    Prefill(PolicyModel model, TorchProgram program, PackedWeights weights, KeyValueCache cache) {
        this.model = model;
        this.program = program;
        this.weights = weights;
        this.cache = cache;
    }

    /**
     * Reads tokens into a row, behind what it holds.
     *
     * @param tokens at most {@link #CHUNK}
     * @param from position of the first
     * @return the last one's hidden state [1, hidden]; the manager owns it
     */
    PtNDArray read(PtNDManager results, int row, long[] tokens, int from) {
        int end = from + tokens.length;
        try (PtNDManager scratch = TorchDevice.newHostManager()) {
            return program.tensor(
                    "prefill",
                    results,
                    weights.parameters(),
                    model.rotary().listUpTo(end),
                    cache.upTo(end),
                    TorchDevice.tensor(scratch, tokens),
                    row,
                    from);
        }
    }

    /**
     * Reads again, with the weights of now, all that decoding has put into the caches of sequences: every token but the
     * last, which the next decode step reads. A prompt is read once for all members of its group.
     *
     * @param sequences by their rows
     */
    void readAgain(List<GeneratingSequence> sequences) {
        IdentityHashMap<GenerationRequest, Integer> rowsOfPrompts = new IdentityHashMap<>();
        for (int row = 0; row < sequences.size(); row++) {
            GeneratingSequence sequence = sequences.get(row);
            int prompt = sequence.request().promptIds().length;
            Integer sibling = rowsOfPrompts.putIfAbsent(sequence.request(), row);
            if (sibling != null) {
                cache.copyRow(sibling, row, prompt);
            }
            readAgain(row, sequence, sibling == null ? 0 : prompt);
        }
    }

    private void readAgain(int row, GeneratingSequence sequence, int from) {
        int end = sequence.totalLength() - 1;
        for (int at = from; at < end; at += CHUNK) {
            try (PtNDManager results = model.device().newManager()) {
                read(results, row, sequence.tokens(at, Math.min(end, at + CHUNK)), at);
            }
        }
    }
}
