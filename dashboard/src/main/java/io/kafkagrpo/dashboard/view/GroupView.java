package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.query.GroupRow;
import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.text.TokenTexts;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.ScoredGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group with its completions side by side.
 *
 * @param decision what a step made of it
 * @param step that decided; 0 where none did
 * @param waits what its end waits for; null where it has one
 * @param cards figures of the group
 * @param columns the problem's other columns, name and JSON
 * @param members its completions
 * @param colours that can be asked for
 * @param colour that was asked for
 * @param ids why ids are shown in place of texts, in a sentence; empty where they are not
 */
public record GroupView(
        String run,
        String id,
        String address,
        String problem,
        String question,
        String reference,
        String decision,
        long step,
        @Nullable String waits,
        List<Cell> cards,
        List<Cell> columns,
        List<MemberView> members,
        List<TokenColour> colours,
        TokenColour colour,
        String ids) {
    private static final int LONG = 20_000;

    /**
     * Makes the view.
     *
     * @param prompt as it was admitted
     * @param scored its end; null while it has none
     */
    public static GroupView of(
            String run,
            GroupRow row,
            PromptGroup prompt,
            @Nullable ScoredGroup scored,
            TokenTexts texts,
            TokenColour colour) {
        return new GroupView(
                run,
                VisibleText.line(row.id(), 100),
                Addresses.group(run, row.id()),
                VisibleText.line(prompt.getProblemId(), 200),
                VisibleText.of(VisibleText.cut(prompt.getQuestion(), LONG)),
                VisibleText.of(VisibleText.cut(prompt.getReferenceAnswer(), LONG)),
                decision(row),
                row.step() == null ? 0 : row.step(),
                scored != null
                        ? null
                        : "It has no end yet: generators sample its %d completions, or the reward-service waits for the last of them."
                                .formatted(prompt.getGroupSize()),
                cards(row, prompt, scored),
                prompt.getColumnsMap().entrySet().stream()
                        .map(column -> Cell.text(
                                VisibleText.line(column.getKey(), 100), VisibleText.line(column.getValue(), 500), ""))
                        .toList(),
                scored == null
                        ? List.of()
                        : scored.getCompletionsList().stream()
                                .map(member -> MemberView.of(member, texts, colour))
                                .toList(),
                List.of(TokenColour.values()),
                colour,
                texts.why());
    }

    private static String decision(GroupRow row) {
        if (row.step() == null) {
            return "no step has decided on it";
        }
        return row.used()
                ? "used by step %d".formatted(row.step())
                : "dropped by step %d: %s"
                        .formatted(row.step(), VisibleText.line(GroupLine.orEmpty(row.reason()), 500));
    }

    private static List<Cell> cards(GroupRow row, PromptGroup prompt, @Nullable ScoredGroup scored) {
        return List.of(
                Cell.number("mean reward", row.mean(), "Of its completions that have one."),
                Cell.number(
                        "deviation",
                        row.deviation(),
                        "Standard deviation of its rewards; advantages are in its terms."),
                Cell.count(
                        "completions",
                        scored == null ? 0 : scored.getCompletionsCount(),
                        "Of %d asked for.".formatted(prompt.getGroupSize())),
                Cell.count("least version", prompt.getMinVersion(), "Weights that a generator must have at least."),
                Cell.number(
                        "temperature", prompt.getSampling().getTemperature(), "0 always takes the likeliest token."),
                Cell.count("most tokens", prompt.getSampling().getMaxNewTokens(), "Limit of a completion."),
                Cell.count("prompt tokens", prompt.getPromptTokenIdsCount(), ""),
                Cell.text(
                        "ended",
                        scored == null
                                ? "not yet"
                                : scored.hasFailed() ? "failed" : Numbers.time(scored.getClosedAtMs()),
                        scored != null && scored.hasFailed()
                                ? VisibleText.line(scored.getFailed().getReason(), 500)
                                : "When the reward-service closed it."),
                Cell.text(
                        "place",
                        row.scoredOffset() < 0
                                ? "–"
                                : "partition %d, offset %d".formatted(row.partition(), row.scoredOffset()),
                        "In topic scored-groups."));
    }
}
