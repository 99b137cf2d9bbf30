package io.kafkagrpo.engine.generate;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.engine.torch.NotFiniteException;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchProgram;
import io.kafkagrpo.model.weights.HostWeights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Generates completions by continuous batching: a sequence joins as soon as a slot is free and leaves when it
 * ends. The prompt of a group is read once, in chunks so that others aren't held up, and its keys and values are
 * copied to the members. A model's weights may be replaced between two steps: sequences in flight go on, their
 * cache as it is, or read anew ({@link #recompute}). One thread owns the engine and its model.
 */
public final class GenerationEngine implements AutoCloseable {

    private final PolicyModel model;
    private final TorchProgram program;
    private final PackedWeights weights;
    private final KeyValueCache cache;
    private final Prefill prefill;
    private final int slots;
    private final int longestContext;
    private final Deque<GenerationRequest> waiting = new ArrayDeque<>();
    private final List<GeneratingSequence> active = new ArrayList<>(); // index = row of the cache
    private final StepInputs inputs;
    private @Nullable StagedPrompt staged;

    /**
     * An engine for a model, which stays the caller's.
     *
     * @param slots most sequences at a time
     * @param maxContext longest sequence in tokens, prompt and completion; at most the model's
     */
    public GenerationEngine(PolicyModel model, int slots, int maxContext) {
        if (slots < 1) {
            throw new IllegalArgumentException("Generation needs at least 1 slot, not " + slots + ".");
        }
        if (maxContext < 2 || maxContext > model.config().contextLength()) {
            throw new IllegalArgumentException(
                    "A context of " + maxContext + " tokens is not possible; allowed is 2 to "
                            + model.config().contextLength() + ", the model's context length.");
        }
        this.model = model;
        this.program = TorchProgram.generator(model.device(), model.config());
        this.weights = new PackedWeights(model, program);
        this.slots = slots;
        this.longestContext = maxContext;
        // one row more: the prompt that is being read
        this.cache = new KeyValueCache(model, program, slots + 1, maxContext);
        this.prefill = new Prefill(model, program, weights, cache);
        this.inputs = new StepInputs(slots, model.config().vocabularySize());
    }

    /** Prepares for weights that the model will soon hold and nobody changes meanwhile; from any thread. */
    public void stage(HostWeights next, long version) {
        weights.stage(next, version);
    }

    /**
     * Queues a group; its members join in order as slots become free.
     *
     * @throws IllegalArgumentException where the prompt leaves no room for a token, or has an id that
     *     the model lacks
     */
    public void submit(GenerationRequest request) {
        if (request.promptIds().length >= longestContext) {
            throw new IllegalArgumentException("The prompt of " + request.id() + " has " + request.promptIds().length
                    + " tokens; allowed are at most " + (longestContext - 1) + " in a context of " + longestContext
                    + ".");
        }
        for (int id : request.promptIds()) {
            if (id < 0 || id >= model.config().vocabularySize()) {
                throw new IllegalArgumentException("The prompt of " + request.id() + " has the token id " + id
                        + "; the model's vocabulary has " + model.config().vocabularySize() + ".");
            }
        }
        waiting.add(request);
    }

    /** Whether nothing is left to do. */
    public boolean isIdle() {
        return active.isEmpty() && staged == null && waiting.isEmpty();
    }

    /** Sequences that get a token in every step. */
    public int activeSequences() {
        return active.size();
    }

    /** Tokens of the active sequences, prompts included, which lie in the cache. */
    public int cachedTokens() {
        return active.stream().mapToInt(GeneratingSequence::totalLength).sum();
    }

    /** Members of submitted groups that have no slot yet. */
    public int waitingSequences() {
        int count = staged == null ? 0 : staged.waiting();
        for (GenerationRequest request : waiting) {
            count += request.seeds().length;
        }
        return count;
    }

    /** Slots that no sequence holds. */
    public int freeSlots() {
        return slots - active.size();
    }

    /** Forgets a request: its waiting and its active members end without a result. */
    public void cancel(String requestId) {
        waiting.removeIf(request -> request.id().equals(requestId));
        if (staged != null && staged.request().id().equals(requestId)) {
            staged.release();
            staged = null;
        }
        for (int row = active.size() - 1; row >= 0; row--) {
            if (active.get(row).request().id().equals(requestId)) {
                free(row);
            }
        }
    }

    /**
     * Reads the sequences in flight again with the model's weights of now, so that their next tokens are drawn as if
     * these had read all of them; without it, keys and values stay what earlier weights made them.
     */
    public void recompute() {
        prefill.readAgain(active);
    }

    /**
     * Lets waiting members join, then gives every active sequence one token.
     *
     * @return sequences that this step ended
     * @throws NotFiniteException where the model gave NaN; the engine can't go on
     */
    public List<GeneratedSequence> step() {
        var finished = new ArrayList<GeneratedSequence>();
        admit(finished);
        if (!active.isEmpty()) {
            decode(finished);
        }
        return finished;
    }

    private void admit(List<GeneratedSequence> finished) {
        int budget = Prefill.CHUNK; // while other sequences wait for it
        while (active.size() < slots) {
            if (staged == null) {
                GenerationRequest next = waiting.poll();
                if (next == null) {
                    return;
                }
                staged = new StagedPrompt(next, model.version());
            }
            StagedPrompt group = staged;
            if (group.version() != model.version()) {
                group.restart(model.version()); // each token must come from the weights that are recorded for it
            }
            if (!group.isRead()) {
                if (budget <= 0 && !active.isEmpty()) {
                    return;
                }
                budget -= read(group);
            }
            if (group.isRead()) {
                join(group, finished);
                if (group.waiting() == 0) {
                    group.release();
                    staged = null;
                }
            }
        }
    }

    private int read(StagedPrompt group) {
        int[] prompt = group.request().promptIds();
        int from = group.tokensRead();
        int length = Math.min(Prefill.CHUNK, prompt.length - from);
        var ids = new long[length];
        for (int i = 0; i < length; i++) {
            ids[i] = prompt[from + i];
        }
        PtNDManager manager = group.newManager(model.device());
        group.readUpTo(from + length, prefill.read(manager, slots, ids, from));
        return length;
    }

    private void join(StagedPrompt group, List<GeneratedSequence> finished) {
        int count = Math.min(group.waiting(), slots - active.size());
        var joining = new ArrayList<GeneratingSequence>();
        for (int i = 0; i < count; i++) {
            joining.add(new GeneratingSequence(group.request(), group.nextMember(), longestContext));
        }
        PtNDArray hidden = group.hidden();
        for (int i = 0; i < count; i++) {
            inputs.put(i, joining.get(i), 0, 0);
        }
        double[] tokens = sample(joining, "first_tokens", hidden, inputs.tensor(), count);
        for (int i = 0; i < count; i++) {
            GeneratingSequence sequence = joining.get(i);
            append(sequence, tokens, i, finished);
            if (!sequence.isFinished()) {
                cache.copyRow(slots, active.size(), group.request().promptIds().length);
                active.add(sequence);
            }
        }
    }

    private void decode(List<GeneratedSequence> finished) {
        int longest = 0;
        for (int row = 0; row < active.size(); row++) {
            GeneratingSequence sequence = active.get(row);
            int position = sequence.totalLength() - 1;
            inputs.put(row, sequence, sequence.lastToken(), position);
            longest = Math.max(longest, position + 1);
        }
        double[] tokens = sample(
                active,
                "decode",
                model.rotary().listUpTo(longest),
                cache.upTo(longest),
                inputs.tensor(),
                active.size(),
                longest);
        for (int row = active.size() - 1; row >= 0; row--) {
            append(active.get(row), tokens, row, finished);
            if (active.get(row).isFinished()) {
                free(row);
            }
        }
    }

    /** Calls a program that samples one token for each sequence: [sequences * 2], token and log-probability. */
    private double[] sample(List<GeneratingSequence> sequences, String method, Object... arguments) {
        boolean greedy = false;
        boolean truncated = false;
        for (GeneratingSequence sequence : sequences) {
            greedy |= sequence.request().sampling().isGreedy();
            truncated |= sequence.request().sampling().isTruncated();
        }
        var all = new Object[arguments.length + 3];
        all[0] = weights.parameters();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = greedy;
        all[arguments.length + 2] = truncated;
        try (PtNDManager results = model.device().newManager()) {
            return program.tensor(method, results, all).toDoubleArray();
        }
    }

    private void append(GeneratingSequence sequence, double[] tokens, int row, List<GeneratedSequence> finished) {
        double logProbability = tokens[2 * row + 1];
        if (!Double.isFinite(logProbability)) {
            throw new NotFiniteException(
                    "The logits of request " + sequence.request().id() + " at position " + sequence.totalLength()
                            + " are not finite with the weights of version " + model.version() + ".");
        }
        sequence.append((int) tokens[2 * row], (float) logProbability, model.version());
        GeneratedSequence result = sequence.finished();
        if (result != null) {
            finished.add(result);
        }
    }

    /** Frees a row; the last active row takes its place, so that active rows stay together. */
    private void free(int row) {
        int last = active.size() - 1;
        GeneratingSequence moved = active.get(last);
        if (row != last) {
            cache.copyRow(last, row, moved.totalLength() - 1);
            active.set(row, moved);
        }
        active.removeLast();
    }

    @Override
    public void close() {
        if (staged != null) {
            staged.release();
        }
        inputs.close();
        cache.close();
        weights.close();
        program.close();
    }
}
