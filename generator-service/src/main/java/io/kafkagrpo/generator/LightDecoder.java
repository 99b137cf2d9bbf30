package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.VersionSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws every token from all of the vocabulary alike, without model and weights, at the pace of {@code
 * generator.simulated-token-latency-ms}: for measurements of everything around an engine, with more generators than
 * the machine could run models. What a seed gives, it gives again.
 */
final class LightDecoder implements Decoder {
    private static final Logger LOG = LoggerFactory.getLogger(LightDecoder.class);
    /** Prompts that ask for a later one wait for ever. */
    private static final long ONLY_VERSION = 0;

    private final int slots;
    private final int vocabulary;
    private final SimulatedLatency pace;
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private final List<Sequence> active = new ArrayList<>();

    /** A member of a group, and what it has so far. */
    private static final class Sequence {
        final GenerationRequest request;
        final int member;
        final SplittableRandom random;
        /** Tokens until it ends by itself: half of the allowed at least, so that members end apart. */
        final int length;

        final int[] tokens;
        int drawn;

        Sequence(GenerationRequest request, int member) {
            int allowed = request.sampling().maxNewTokens();
            this.request = request;
            this.member = member;
            this.random = new SplittableRandom(request.seeds()[member]);
            this.length = random.nextInt((allowed + 1) / 2, allowed + 2);
            this.tokens = new int[Math.min(length, allowed)];
        }

        /** Whether that was its last token. */
        boolean draws(int vocabulary) {
            tokens[drawn++] = random.nextInt(vocabulary);
            return drawn == tokens.length;
        }

        GeneratedSequence ended(int vocabulary) {
            float[] logProbabilities = new float[drawn];
            Arrays.fill(logProbabilities, (float) -Math.log(vocabulary));
            return new GeneratedSequence(
                    request.id(),
                    member,
                    tokens,
                    logProbabilities,
                    List.of(new VersionSpan(ONLY_VERSION, 0)),
                    length > tokens.length ? FinishReason.LENGTH : FinishReason.STOP);
        }
    }

    /**
     * Without a model.
     *
     * @param slots most sequences at a time
     * @param vocabulary token ids that are drawn from
     * @param pace of decode steps
     */
    LightDecoder(int slots, int vocabulary, SimulatedLatency pace) {
        this.slots = slots;
        this.vocabulary = vocabulary;
        this.pace = pace;
    }

    static LightDecoder open(GeneratorParts parts) {
        LOG.warn("LIGHT: completions are drawn without a model (grpo.generator-light); for measurements only");
        return new LightDecoder(parts.rules().slots(), parts.model().vocabularySize(), parts.pace());
    }

    @Override
    public long version() {
        return ONLY_VERSION;
    }

    @Override
    public boolean takesNewWeights() {
        return false;
    }

    @Override
    public boolean admits() {
        return true;
    }

    @Override
    public void submit(GenerationRequest request) {
        for (int member = 0; member < request.seeds().length; member++) {
            waiting.add(new Sequence(request, member));
        }
    }

    @Override
    public void cancel(String requestId) {
        waiting.removeIf(sequence -> sequence.request.id().equals(requestId));
        active.removeIf(sequence -> sequence.request.id().equals(requestId));
    }

    @Override
    public List<GeneratedSequence> step() {
        long begun = System.nanoTime();
        while (active.size() < slots && !waiting.isEmpty()) {
            active.add(waiting.remove());
        }
        List<GeneratedSequence> ended = new ArrayList<>();
        active.removeIf(sequence -> {
            boolean last = sequence.draws(vocabulary);
            if (last) {
                ended.add(sequence.ended(vocabulary));
            }
            return last;
        });
        pace.await(begun);
        return ended;
    }

    @Override
    public boolean isIdle() {
        return active.isEmpty() && waiting.isEmpty();
    }

    @Override
    public int activeSequences() {
        return active.size();
    }

    @Override
    public int cachedTokens() {
        return active.stream()
                .mapToInt(sequence -> sequence.request.promptIds().length + sequence.drawn)
                .sum();
    }

    @Override
    public int waitingSequences() {
        return waiting.size();
    }

    @Override
    public void close() {
        // holds nothing but arrays
    }
}
