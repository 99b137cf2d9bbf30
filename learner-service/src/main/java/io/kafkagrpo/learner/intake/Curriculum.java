package io.kafkagrpo.learner.intake;

import io.kafkagrpo.learner.curriculum.DifficultyMix;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.settings.RunSettings;
import java.util.List;
import java.util.Optional;

/**
 * Which problems are admitted. A choice rests on the log alone: the prompts admitted and the steps committed
 * before it. What was admitted is in the log and is never chosen again.
 */
public sealed interface Curriculum permits Curriculum.InOrder, ByDifficulty {

    /**
     * Training prompts for positions from .. from + count - 1, to be sampled with {@code minVersion} or newer.
     * They are written next, or the learner ends.
     */
    List<PromptGroup> admit(long from, int count, long minVersion);

    /** A training group is used or dropped by the step to come. */
    void decided(ReceivedGroup group);

    /** Adds to the record of a step what there is to say since the one before; that step may be still unwritten. */
    void describe(TrainingStep.Builder step);

    /** The step is in the log. */
    void committed(TrainingStep step);

    /** As the configuration says, going on where the log ends. */
    static Curriculum of(RunSettings settings, PromptFeeder feeder, RunHistory history) {
        Optional<DifficultyMix> mix = DifficultyMix.of(settings);
        return mix.isPresent()
                ? ByDifficulty.goOn(settings, mix.get(), feeder, history.problems())
                : new InOrder(feeder);
    }

    /** The seeded order of the data, epoch by epoch. */
    record InOrder(PromptFeeder feeder) implements Curriculum {
        @Override
        public List<PromptGroup> admit(long from, int count, long minVersion) {
            return feeder.train(from, count, minVersion);
        }

        @Override
        public void decided(ReceivedGroup group) {
            // how it went has no bearing on the order
        }

        @Override
        public void describe(TrainingStep.Builder step) {
            // the feeder's position says it all
        }

        @Override
        public void committed(TrainingStep step) {
            // nothing is remembered
        }
    }
}
