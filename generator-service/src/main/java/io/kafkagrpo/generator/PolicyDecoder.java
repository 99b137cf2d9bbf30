package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.WeightUptake;
import io.kafkagrpo.engine.torch.PolicyModel;
import java.util.List;

/** The engine on its device, and the weights that travel to it on a thread of their own. */
final class PolicyDecoder implements Decoder {
    private final WeightThread weights;
    private final PolicyModel policy;
    private final GenerationEngine engine;
    private final WeightUptake uptake;
    private final SimulatedLatency pace;

    private PolicyDecoder(WeightThread weights, PolicyModel policy, GenerationEngine engine, GeneratorParts parts) {
        this.weights = weights;
        this.policy = policy;
        this.engine = engine;
        this.uptake = new WeightUptake(policy, engine, parts.inFlight());
        this.pace = parts.pace();
        uptake.began(weights);
    }

    /** Waits for the first weights to arrive and opens the model with them. */
    static PolicyDecoder open(GeneratorParts parts, GeneratorProgress progress) {
        WeightThread weights = parts.startWeightThread(progress);
        try {
            PolicyModel policy = weights.awaitFirst(parts::openPolicy);
            try {
                GenerationEngine engine = new GenerationEngine(
                        policy, parts.rules().slots(), parts.rules().maxContext());
                weights.prepareWith(engine::stage);
                parts.pace().announce();
                return new PolicyDecoder(weights, policy, engine, parts);
            } catch (RuntimeException e) {
                policy.close();
                throw e;
            }
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    @Override
    public long version() {
        return policy.version();
    }

    @Override
    public boolean takesNewWeights() {
        return uptake.takes(weights);
    }

    @Override
    public boolean admits() {
        return uptake.admits();
    }

    @Override
    public void submit(GenerationRequest request) {
        engine.submit(request);
    }

    @Override
    public void cancel(String requestId) {
        engine.cancel(requestId);
    }

    @Override
    public List<GeneratedSequence> step() {
        long begun = System.nanoTime();
        List<GeneratedSequence> ended = engine.step();
        pace.await(begun);
        return ended;
    }

    @Override
    public boolean isIdle() {
        return engine.isIdle();
    }

    @Override
    public int activeSequences() {
        return engine.activeSequences();
    }

    @Override
    public int cachedTokens() {
        return engine.cachedTokens();
    }

    @Override
    public int waitingSequences() {
        return engine.waitingSequences();
    }

    @Override
    public void close() {
        weights.close(); // first, for its thread works on the others
        uptake.close();
        engine.close();
        policy.close();
    }
}
