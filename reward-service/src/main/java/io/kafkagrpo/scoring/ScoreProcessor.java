package io.kafkagrpo.scoring;

import io.kafkagrpo.record.Parts;
import io.kafkagrpo.task.reward.RewardException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Completions to scored completions, each on arrival. A reward that is missing is also a dead letter. */
final class ScoreProcessor extends ContextualProcessor<byte[], Arrival, byte[], Object> {
    private final ScoringSettings settings;
    private final Scorer scorer;

    @SuppressWarnings("NullAway.Init") // by init, before any record
    private DeadLetterOutput deadLetters;

    ScoreProcessor(ScoringSettings settings, Scorer scorer) {
        this.settings = settings;
        this.scorer = scorer;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        super.init(context);
        deadLetters = new DeadLetterOutput(context, settings);
    }

    @Override
    public void process(Record<byte[], Arrival> current) {
        Arrival next = current.value() instanceof Arrival.Member(Source source, Sampled sampled)
                ? score(current, source, sampled)
                : current.value();
        context().forward(current.withValue(next), RewardTopology.GATHER);
    }

    private Arrival score(Record<byte[], Arrival> current, Source source, Sampled sampled) {
        Parts.ScoredCompletion scored;
        try {
            scored = scorer.score(sampled);
        } catch (RuntimeException | StackOverflowError e) {
            // a regular expression can overflow the stack on a hostile text; that text alone is lost
            String reason = "the completion can't be scored: " + e;
            deadLetters.send(current, source, new UnusableRecordException(reason, e));
            return new Arrival.Unreadable(source, reason);
        }
        @Nullable String missing = Scorer.missing(scored);
        if (missing != null) {
            deadLetters.send(current, source, new RewardException(missing));
        }
        return new Arrival.Scored(source, sampled, scored);
    }
}
