package io.kafkagrpo.scoring;

import com.google.protobuf.ByteString;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.Parts;
import io.kafkagrpo.record.PromptGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Scored completions to ended groups: the first arrival per index counts, and a group ends once, by count
 * or by time.
 */
final class GatherProcessor extends ContextualProcessor<byte[], Arrival, byte[], Object> {
    private static final Duration LONGEST_CHECK_INTERVAL = Duration.ofSeconds(5);
    private static final long NOT_YET = -1;

    private final ScoringSettings settings;
    private final Intake intake;
    private final Scorer scorer;
    private final CommitPace pace = new CommitPace();

    @SuppressWarnings("NullAway.Init") // by init, before any record
    private GroupStores stores;

    @SuppressWarnings("NullAway.Init")
    private DeadLetterOutput deadLetters;

    /** Members that slow functions have not scored yet; null where there is no such function. */
    private @Nullable ParkedCompletions parked;

    /** When this task became active; a group's timeout does not count the time before. */
    private long activeSinceMs = NOT_YET;

    GatherProcessor(ScoringSettings settings, Scorer scorer, Intake intake) {
        this.settings = settings;
        this.intake = intake;
        this.scorer = scorer;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        super.init(context);
        stores = new GroupStores(context);
        parked = scorer.isSlow() ? new ParkedCompletions(context) : null;
        deadLetters = new DeadLetterOutput(context, settings);
        activeSinceMs = NOT_YET;
        Duration tenth = settings.groupTimeout().dividedBy(10);
        context.schedule(
                tenth.compareTo(LONGEST_CHECK_INTERVAL) < 0 ? tenth : LONGEST_CHECK_INTERVAL,
                PunctuationType.WALL_CLOCK_TIME,
                this::closeTimedOut);
        context.schedule(CommitPace.SOON, PunctuationType.WALL_CLOCK_TIME, _ -> pace.look(context));
    }

    @Override
    public void process(Record<byte[], Arrival> current) {
        long now = context().currentSystemTimeMs();
        noteActive(now);
        pace.note();
        Arrival arrival = current.value();
        String group = arrival.source().keyText();
        @Nullable OpenGroup known = stores.open(group);
        // an open group has not ended; the store of those that have is asked for the first member alone
        if (known == null && stores.isClosed(group)) {
            return;
        }
        OpenGroup before = known == null ? OpenGroup.first(now) : known;
        OpenGroup after = switch (arrival) {
            case Arrival.Scored scored -> withMember(current, group, before, scored);
            case Arrival.Unreadable dead -> before.withDead(Source.shortened(dead.reason()));
            case Arrival.Member member ->
                throw new IllegalStateException("A completion of group " + group + " was not scored: "
                        + member.sampled().parts().getIndex());
        };
        if (after.arrived() + after.dead() >= size(group, after)) {
            close(group, after, GroupEnd.Cause.ALL_MEMBERS, now);
        } else {
            stores.putOpen(group, after);
        }
    }

    /**
     * The group with one member more; unchanged by a duplicate; with a dead one if the member
     * contradicts the others.
     */
    private OpenGroup withMember(
            Record<byte[], Arrival> current, String group, OpenGroup before, Arrival.Scored scored) {
        int size = scored.sampled().prompt().getGroupSize();
        if (before.groupSize() != 0 && before.groupSize() != size) {
            String reason =
                    "The group size is %d, but the group's first member says %d.".formatted(size, before.groupSize());
            deadLetters.send(current, scored.source(), new UnusableRecordException(reason));
            return before.withDead(reason);
        }
        if (stores.hasMember(group, scored.completion().getIndex())) {
            return before;
        }
        if (before.groupSize() == 0) { // the first that could be read
            stores.putPrompt(group, scored.sampled().promptBytes());
        }
        stores.putMember(group, scored.completion());
        return before.withMember(size);
    }

    private void closeTimedOut(long now) {
        if (intake.isFull(context().taskId().partition())) {
            // members that are in the log can't arrive while nothing is read: that time doesn't count
            activeSinceMs = now;
            return;
        }
        noteActive(now);
        stores.allOpen().forEach((group, state) -> {
            long since = Math.max(state.firstSeenMs(), activeSinceMs);
            if (now - since >= settings.groupTimeout().toMillis() && !isParked(group)) {
                close(group, state, GroupEnd.Cause.TIMEOUT, now);
            }
        });
    }

    private void close(String group, OpenGroup state, GroupEnd.Cause cause, long now) {
        List<Parts.ScoredCompletion> members = stores.members(group, state.groupSize());
        PromptGroup known = known(group, state);
        @Nullable ByteString stored = stores.prompt(group);
        ByteString prompt = stored == null ? known.toByteString() : stored;
        Parts.ScoredGroup ended =
                GroupEnd.of(prompt, members, state, cause, settings.advantages(), scorer.configurationHash(), now);
        if (ended.getSerializedSize() > settings.largestMessageBytes()) {
            ended = GroupEnd.withoutAnswers(ended);
        }
        if (ended.getSerializedSize() > settings.largestMessageBytes()) {
            ended = GroupEnd.tooLarge(ended, known, settings.largestMessageBytes());
        }
        context()
                .forward(
                        new Record<byte[], Object>(
                                group.getBytes(StandardCharsets.UTF_8),
                                ended,
                                now,
                                new RecordHeaders(settings.header().headers())),
                        RewardTopology.SCORED_GROUPS);
        stores.close(group, members, now);
    }

    /** A member that is here and waits for a slow function is not late. */
    private boolean isParked(String group) {
        return parked != null && parked.holds(group);
    }

    private int size(String group, OpenGroup state) {
        return state.groupSize() > 0
                ? state.groupSize()
                : settings.configuredGroupSize(GroupId.parse(group).purpose());
    }

    /** All that is known of a group whose members were all unreadable; its size if one was not. */
    private static PromptGroup known(String group, OpenGroup state) {
        return PromptGroup.newBuilder()
                .setGroupId(group)
                .setPurpose(GroupId.parse(group).purpose())
                .setGroupSize(state.groupSize())
                .build();
    }

    private void noteActive(long now) {
        if (activeSinceMs == NOT_YET) {
            activeSinceMs = now;
        }
    }
}
