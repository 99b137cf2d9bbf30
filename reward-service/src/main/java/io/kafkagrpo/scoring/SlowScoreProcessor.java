package io.kafkagrpo.scoring;

import io.kafkagrpo.record.Parts;
import io.kafkagrpo.task.reward.RewardException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Completions to scored completions, where a reward function takes time. The stream's thread only parks a
 * completion in a store, asks, and later forwards what was answered, in the order of arrival within each group;
 * it never waits. Park and offset, forward and removal are in the same transactions, so that after a crash or a
 * rebalance whatever is still parked is asked again, and only one answer is ever forwarded.
 */
final class SlowScoreProcessor extends ContextualProcessor<byte[], Arrival, byte[], Object> {
    /** How soon an answer is seen at the latest. */
    private static final Duration LOOK = Duration.ofMillis(20);

    /** A parked completion on its way; done once it has an outcome. */
    private static final class Waiting {
        private final String key;
        private volatile @Nullable Outcome outcome;

        Waiting(String key) {
            this.key = key;
        }

        String group() {
            return ParkedCompletions.group(key);
        }
    }

    /** What goes on to the group, and why a dead letter tells of it; null where there is no reason to. */
    private record Outcome(
            Arrival arrival, long timestampMs, @Nullable Exception deadLetter) {}

    private final ScoringSettings settings;
    private final Scorer scorer;
    private final Intake intake;
    private final Map<String, Deque<Waiting>> groups = new HashMap<>();
    private final CompletionReader reader = new CompletionReader();
    private final Deque<Waiting> unasked = new ArrayDeque<>();
    private int waiting;
    private int asked;

    /** Filled by the functions' threads. One for each life of the task, so that no answer comes into the next. */
    private Queue<Waiting> answered = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init") // by init, before any record
    private ParkedCompletions parked;

    @SuppressWarnings("NullAway.Init")
    private ClosedGroups closedGroups;

    @SuppressWarnings("NullAway.Init")
    private DeadLetterOutput deadLetters;

    SlowScoreProcessor(ScoringSettings settings, Scorer scorer, Intake intake) {
        this.settings = settings;
        this.scorer = scorer;
        this.intake = intake;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        super.init(context);
        deadLetters = new DeadLetterOutput(context, settings);
        parked = new ParkedCompletions(context);
        closedGroups = new ClosedGroups(context);
        forget();
        parked.keys().forEach(this::enter);
        goOn();
        context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, _ -> goOn());
    }

    @Override
    public void process(Record<byte[], Arrival> current) {
        Source source = current.value().source();
        if (!closedGroups.has(source.keyText())) {
            enter(parked.put(source, current.timestamp()));
        }
        goOn();
    }

    @Override
    public void close() {
        forget();
        intake.goOn(context().taskId().partition());
    }

    private void forget() {
        groups.clear();
        unasked.clear();
        answered = new ConcurrentLinkedQueue<>();
        waiting = 0;
        asked = 0;
    }

    private void enter(String key) {
        Waiting one = new Waiting(key);
        groups.computeIfAbsent(one.group(), _ -> new ArrayDeque<>()).add(one);
        unasked.add(one);
        waiting++;
    }

    private void goOn() {
        for (Waiting one = answered.poll(); one != null; one = answered.poll()) {
            asked--;
            forwardDone(one.group());
        }
        askMore();
        int partition = context().taskId().partition();
        if (waiting >= settings.inFlight()) {
            intake.stop(partition);
        } else {
            intake.goOn(partition);
        }
    }

    private void askMore() {
        while (asked < settings.inFlight() && !unasked.isEmpty()) {
            asked++;
            ask(unasked.remove());
        }
    }

    private void ask(Waiting one) {
        ParkedCompletions.Parked found = parked.get(one.key, settings.completions());
        Source source = found.source();
        Queue<Waiting> answers = answered;
        try {
            Sampled sampled = reader.read(source);
            CompletableFuture<Parts.ScoredCompletion> _ = scorer.ask(sampled).whenComplete((scored, failure) -> {
                one.outcome = failure == null ? scored(found, sampled, scored) : unscored(found, failure);
                answers.add(one);
            });
        } catch (UnusableRecordException e) {
            // its dead letter was sent when it was read
            one.outcome = new Outcome(
                    new Arrival.Unreadable(source, String.valueOf(e.getMessage())), found.timestampMs(), null);
            answers.add(one);
        } catch (RuntimeException | StackOverflowError e) {
            one.outcome = unscored(found, e);
            answers.add(one);
        }
    }

    private static Outcome scored(ParkedCompletions.Parked parked, Sampled sampled, Parts.ScoredCompletion scored) {
        @Nullable String missing = Scorer.missing(scored);
        return new Outcome(
                new Arrival.Scored(parked.source(), sampled, scored),
                parked.timestampMs(),
                missing == null ? null : new RewardException(missing));
    }

    private static Outcome unscored(ParkedCompletions.Parked parked, Throwable failure) {
        String reason = "the completion can't be scored: " + failure;
        return new Outcome(
                new Arrival.Unreadable(parked.source(), reason),
                parked.timestampMs(),
                new UnusableRecordException(reason, failure));
    }

    /**
     * Forwards the group's first completions as far as they are done: the first arrival must be the first
     * to be gathered.
     */
    private void forwardDone(String group) {
        @Nullable Deque<Waiting> members = groups.get(group);
        while (members != null && !members.isEmpty()) {
            Waiting first = members.getFirst();
            @Nullable Outcome outcome = first.outcome;
            if (outcome == null) {
                return;
            }
            members.removeFirst();
            waiting--;
            if (members.isEmpty()) {
                groups.remove(group);
            }
            parked.remove(first.key);
            forward(outcome);
        }
    }

    private void forward(Outcome outcome) {
        Source source = outcome.arrival().source();
        byte[] key = source.key() == null ? new byte[0] : source.key();
        Record<byte[], Arrival> entry = new Record<>(key, outcome.arrival(), outcome.timestampMs());
        if (outcome.deadLetter() != null) {
            deadLetters.send(entry, source, outcome.deadLetter());
        }
        context().forward(entry.withValue(outcome.arrival()), RewardTopology.GATHER);
    }
}
