package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.text.TokenTexts;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.VersionRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One completion of a group.
 *
 * @param reward total
 * @param correct in words; empty where the task has no answer
 * @param rewards each function's value times its weight, or why there is none
 * @param ending how it ended
 * @param spans which weight version drew which tokens
 * @param text of the completion, or why it failed; its beginning if it is long
 * @param shown tokens with their colours; empty where none are asked for
 * @param cut what of it is not shown, in words; null where all is
 */
public record MemberView(
        int index,
        Cell reward,
        Cell advantage,
        String correct,
        List<RewardLine> rewards,
        String ending,
        int tokens,
        String spans,
        String generator,
        String sampled,
        String text,
        List<TokenView> shown,
        @Nullable String cut) {
    private static final int MOST_CHARACTERS = 20_000;
    private static final int MOST_TOKENS = 3_000;

    /**
     * What one function gave.
     *
     * @param answer of a judge or the like; empty where there is none
     */
    public record RewardLine(
            String function, String value, String exact, String weight, String missing, String answer) {}

    static MemberView of(ScoredCompletion member, TokenTexts texts, TokenColour colour) {
        Finished finished = member.getFinished();
        String whole = member.hasFinished() ? finished.getText() : member.getFailedBecause();
        boolean byToken = colour != TokenColour.NONE && member.hasFinished();
        return new MemberView(
                member.getIndex(),
                Cell.number("reward", member.hasTotal() ? (Double) member.getTotal() : null, ""),
                new Cell(
                        "advantage",
                        Numbers.signed(member.hasAdvantage() ? (Double) member.getAdvantage() : null),
                        member.hasAdvantage() ? Double.toString(member.getAdvantage()) : "",
                        ""),
                !member.hasCorrect() ? "" : member.getCorrect() ? "right answer" : "wrong answer",
                member.getRewardsList().stream().map(MemberView::line).toList(),
                member.hasFinished() ? finished.getFinishReason().name().toLowerCase(Locale.ROOT) : "failed",
                finished.getTokenIdsCount(),
                spans(finished),
                VisibleText.line(member.getGeneratorId(), 100),
                "%s, in %s"
                        .formatted(
                                Numbers.time(member.getFinishedAtMs()),
                                Numbers.duration(Math.max(0, member.getFinishedAtMs() - member.getStartedAtMs()))),
                byToken ? "" : VisibleText.of(VisibleText.cut(whole, MOST_CHARACTERS)),
                byToken ? TokenView.of(finished, texts, colour, MOST_TOKENS) : List.of(),
                cut(byToken, whole, finished));
    }

    private static @Nullable String cut(boolean byToken, String whole, Finished finished) {
        if (byToken) {
            return finished.getTokenIdsCount() <= MOST_TOKENS
                    ? null
                    : "The first %s of %s tokens."
                            .formatted(Numbers.grouped(MOST_TOKENS), Numbers.grouped(finished.getTokenIdsCount()));
        }
        return whole.length() <= MOST_CHARACTERS
                ? null
                : "The first %s of %s characters."
                        .formatted(Numbers.grouped(MOST_CHARACTERS), Numbers.grouped(whole.length()));
    }

    private static RewardLine line(RewardValue reward) {
        return new RewardLine(
                VisibleText.line(reward.getFunction(), 100),
                reward.hasValue() ? Numbers.plain(reward.getValue()) : "missing",
                reward.hasValue() ? Double.toString(reward.getValue()) : "",
                Numbers.plain(reward.getWeight()),
                reward.hasValue() ? "" : VisibleText.line(reward.getMissingBecause(), 500),
                VisibleText.line(reward.getAnswer(), 1000));
    }

    private static String spans(Finished finished) {
        List<String> spans = new ArrayList<>();
        for (int i = 0; i < finished.getVersionsCount(); i++) {
            VersionRun run = finished.getVersions(i);
            int end = i + 1 < finished.getVersionsCount()
                    ? finished.getVersions(i + 1).getFromToken()
                    : finished.getTokenIdsCount();
            spans.add("%d–%d of version %d".formatted(run.getFromToken(), end - 1, run.getVersion()));
        }
        return spans.isEmpty() ? "none" : String.join(", ", spans);
    }
}
