package io.kafkagrpo.scoring;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.record.Parts;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.rl.AdvantageSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Scores an ended group again: the same members, for which of them came first is decided; other rewards,
 * statistics and advantages.
 *
 * @param scorer of completions
 * @param advantages how rewards become advantages; null where that needs the whole step
 */
public record Rescorer(Scorer scorer, @Nullable AdvantageSettings advantages) {

    /**
     * The group with its new scores.
     *
     * @param prompt the group's, which it holds as bytes
     */
    public CompletableFuture<Parts.ScoredGroup> ask(PromptGroup prompt, Parts.ScoredGroup was) {
        List<CompletableFuture<Parts.ScoredCompletion>> members = was.getCompletionsList().stream()
                .map(member -> member(prompt, member))
                .toList();
        return CompletableFuture.allOf(members.toArray(CompletableFuture[]::new))
                .thenApply(_ -> ended(
                        prompt,
                        was,
                        members.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Parts.ScoredCompletion> member(PromptGroup prompt, Parts.ScoredCompletion was) {
        if (!was.hasFinished()) {
            return CompletableFuture.completedFuture(was);
        }
        try {
            return scorer.ask(Sampled.of(prompt, was));
        } catch (IllegalArgumentException | InvalidProtocolBufferException unusable) {
            // one record that is no such thing must not stop the others
            return CompletableFuture.completedFuture(Parts.ScoredCompletion.newBuilder()
                    .setIndex(was.getIndex())
                    .setFailedBecause(Source.shortened("it can't be read: " + unusable.getMessage()))
                    .build());
        }
    }

    private Parts.ScoredGroup ended(PromptGroup prompt, Parts.ScoredGroup was, List<Parts.ScoredCompletion> members) {
        long now = System.currentTimeMillis();
        // the size of a group of which nothing could be read is not known
        boolean lacksMembers = members.isEmpty() || members.size() < prompt.getGroupSize();
        OpenGroup group = new OpenGroup(now, prompt.getGroupSize(), members.size(), 0, "");
        Parts.ScoredGroup ended = GroupEnd.of(
                was.getPrompt(),
                members,
                group,
                lacksMembers ? GroupEnd.Cause.TIMEOUT : GroupEnd.Cause.ALL_MEMBERS,
                advantages,
                scorer.configurationHash(),
                now);
        // Why members are missing is known where the group ended at first.
        return ended.hasFailed() && was.hasFailed() && lacksMembers
                ? ended.toBuilder().setFailed(was.getFailed()).build()
                : ended;
    }
}
