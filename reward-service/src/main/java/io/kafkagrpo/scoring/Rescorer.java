package io.kafkagrpo.scoring;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
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

    /** The group with its new scores. */
    public CompletableFuture<ScoredGroup> ask(ScoredGroup was) {
        List<CompletableFuture<ScoredCompletion>> members = was.getCompletionsList().stream()
                .map(member -> member(was.getPrompt(), member))
                .toList();
        return CompletableFuture.allOf(members.toArray(CompletableFuture[]::new))
                .thenApply(_ ->
                        ended(was, members.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<ScoredCompletion> member(PromptGroup prompt, ScoredCompletion was) {
        if (!was.hasFinished()) {
            return CompletableFuture.completedFuture(was);
        }
        try {
            return scorer.ask(Completion.newBuilder()
                    .setPrompt(prompt)
                    .setIndex(was.getIndex())
                    .setFinished(was.getFinished())
                    .setGeneratorId(was.getGeneratorId())
                    .setStartedAtMs(was.getStartedAtMs())
                    .setFinishedAtMs(was.getFinishedAtMs())
                    .build());
        } catch (IllegalArgumentException unusable) {
            // one record that is no such thing must not stop the others
            return CompletableFuture.completedFuture(ScoredCompletion.newBuilder()
                    .setIndex(was.getIndex())
                    .setFailedBecause(Source.shortened("it can't be read: " + unusable.getMessage()))
                    .build());
        }
    }

    private ScoredGroup ended(ScoredGroup was, List<ScoredCompletion> members) {
        PromptGroup prompt = was.getPrompt();
        long now = System.currentTimeMillis();
        // the size of a group of which nothing could be read is not known
        boolean lacksMembers = members.isEmpty() || members.size() < prompt.getGroupSize();
        OpenGroup group = new OpenGroup(now, prompt.getGroupSize(), members.size(), 0, "");
        ScoredGroup ended = GroupEnd.of(
                prompt,
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
