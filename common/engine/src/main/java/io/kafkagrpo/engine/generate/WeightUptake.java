package io.kafkagrpo.engine.generate;

import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.weights.WeightReceiver;
import io.kafkagrpo.rollout.InFlight;
import java.util.OptionalLong;

/** Takes up new weights between two decode steps, and sees to the sequences that are in flight then. */
public final class WeightUptake implements AutoCloseable {
    private final PolicyModel model;
    private final GenerationEngine engine;
    private final InFlight inFlight;
    private final DeviceCheck check;
    private boolean draining;

    /** What has new weights. */
    public interface Source {
        /** Whether there are weights newer than those handed over last. */
        boolean hasChanges();

        /** Hands over the newest ones; whether there were any, and nobody was changing them. */
        boolean takeChanges(WeightReceiver receiver);

        /** What the weights handed over last must add up to ({@code MixSum}); empty where that isn't known. */
        OptionalLong sumTaken();

        /** Whether a snapshot was among what was handed over last. */
        boolean tookSnapshot();
    }

    /**
     * Takes them up for an engine.
     *
     * @param model the engine's
     */
    public WeightUptake(PolicyModel model, GenerationEngine engine, InFlight inFlight) {
        this.model = model;
        this.engine = engine;
        this.inFlight = inFlight;
        this.check = new DeviceCheck(model);
    }

    /** The model was made of what this source has handed over. */
    public void began(Source source) {
        check.taken(source.sumTaken(), source.tookSnapshot());
    }

    /**
     * Takes up what is there, if it may be taken now; whether it was.
     *
     * @throws WrongWeightsException if the weights on the device are not those that were taken
     */
    public boolean takes(Source source) {
        if (!source.hasChanges()) {
            check.look();
            return false;
        }
        check.rest();
        boolean taken = take(source);
        if (taken) {
            check.taken(source.sumTaken(), source.tookSnapshot());
        }
        return taken;
    }

    private boolean take(Source source) {
        return switch (inFlight) {
            case KEEP -> source.takeChanges(model);
            case RECOMPUTE -> {
                long before = model.replacements();
                boolean taken = source.takeChanges(model);
                // A version may be new and change nothing.
                if (model.replacements() != before) {
                    engine.recompute();
                }
                yield taken;
            }
            case DRAIN -> takesWhenDrained(source);
        };
    }

    private boolean takesWhenDrained(Source source) {
        draining = true;
        if (!engine.isIdle()) {
            return false;
        }
        // While the next ones are made of those that were there, none can be taken; they come.
        boolean taken = source.takeChanges(model);
        draining = !taken;
        return taken;
    }

    /** The model's weights are not read here any more. */
    @Override
    public void close() {
        check.rest();
    }

    /** Whether groups may begin now: not while those in flight are to end before new weights are taken up. */
    public boolean admits() {
        return !draining;
    }
}
