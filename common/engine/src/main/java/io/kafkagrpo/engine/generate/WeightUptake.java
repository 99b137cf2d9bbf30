package io.kafkagrpo.engine.generate;

import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.weights.WeightReceiver;
import io.kafkagrpo.rollout.InFlight;

/** Takes up new weights between two decode steps, and sees to the sequences that are in flight then. */
public final class WeightUptake {
    private final PolicyModel model;
    private final GenerationEngine engine;
    private final InFlight inFlight;
    private boolean draining;

    /** What has new weights. */
    public interface Source {
        /** Whether there are weights newer than those handed over last. */
        boolean hasChanges();

        /** Hands over the newest ones; whether there were any, and nobody was changing them. */
        boolean takeChanges(WeightReceiver receiver);
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
    }

    /** Takes up what is there, if it may be taken now; whether it was. */
    public boolean takes(Source source) {
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
        draining |= source.hasChanges();
        if (!draining || !engine.isIdle()) {
            return false;
        }
        // While the next ones are made of those that were there, none can be taken; they come.
        boolean taken = source.takeChanges(model);
        draining = !taken;
        return taken;
    }

    /** Whether groups may begin now: not while those in flight are to end before new weights are taken up. */
    public boolean admits() {
        return !draining;
    }
}
