package io.kafkagrpo.dashboard.number;

import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.report.lineage.GroupLineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code grpo trace} says of groups, by the places that {@link PageFigures} has. */
final class GroupFigures {
    private GroupFigures() {}

    /** A step's lists of groups. */
    static Map<String, String> rowsOf(TrainingStep step, List<GroupLineage> groups) {
        Map<String, GroupLineage> byId =
                groups.stream().collect(Collectors.toMap(group -> group.prompt().getGroupId(), Function.identity()));
        Map<String, String> figures = new TreeMap<>();
        for (GroupReference used : step.getUsedList()) {
            figures.putAll(row("used", step, byId.get(used.getGroupId()), ""));
        }
        for (DroppedGroup dropped : step.getDroppedList()) {
            String cause = DroppedGroups.reason(dropped).name().toLowerCase(Locale.ROOT);
            figures.putAll(row(
                    "dropped",
                    step,
                    byId.get(dropped.getGroup().getGroupId()),
                    "%s %s".formatted(cause, dropped.getReason())));
        }
        return figures;
    }

    private static Map<String, String> row(
            String section, TrainingStep step, @Nullable GroupLineage group, String because) {
        if (group == null || group.scored() == null) {
            throw new AssertionError("trace doesn't know a group of step %d.".formatted(step.getStep()));
        }
        ScoredGroup scored = group.scored();
        long oldest = scored.getCompletionsList().stream()
                .flatMap(member -> member.getFinished().getVersionsList().stream())
                .mapToLong(VersionRun::getVersion)
                .min()
                .orElseThrow();
        String place = "%s/group %s/".formatted(section, group.prompt().getGroupId());
        return Map.of(
                place + "problem", group.prompt().getProblemId(),
                place + "question", group.prompt().getQuestion() + because,
                place + "mean reward", Numbers.plain(scored.getStatistics().getMean()),
                place + "deviation", Numbers.plain(scored.getStatistics().getStd()),
                place + "completions", Integer.toString(scored.getCompletionsCount()),
                place + "staleness", Long.toString(step.getVersionIn() - oldest));
    }

    /** A group's page. */
    static Map<String, String> of(GroupLineage group) {
        PromptGroup prompt = group.prompt();
        @Nullable ScoredGroup scored = group.scored();
        Map<String, String> figures = new TreeMap<>();
        figures.put(
                "//mean reward",
                scored == null ? "–" : Double.toString(scored.getStatistics().getMean()));
        figures.put(
                "//deviation",
                scored == null ? "–" : Double.toString(scored.getStatistics().getStd()));
        figures.put("//completions", scored == null ? "0" : Integer.toString(scored.getCompletionsCount()));
        figures.put("//least version", Long.toString(prompt.getMinVersion()));
        figures.put("//temperature", Double.toString(prompt.getSampling().getTemperature()));
        figures.put("//most tokens", Integer.toString(prompt.getSampling().getMaxNewTokens()));
        figures.put("//prompt tokens", Integer.toString(prompt.getPromptTokenIdsCount()));
        figures.put("//ended", scored == null ? "not yet" : Numbers.time(scored.getClosedAtMs()));
        figures.put(
                "//place",
                group.scored() == null
                        ? "–"
                        : "partition %d, offset %d".formatted(group.partition(), group.scoredOffset()));
        if (scored != null) {
            scored.getCompletionsList().forEach(member -> figures.putAll(member(member)));
        }
        return figures;
    }

    private static Map<String, String> member(ScoredCompletion member) {
        Finished finished = member.getFinished();
        String place = "/completion %d/".formatted(member.getIndex());
        Map<String, String> figures = new TreeMap<>();
        figures.put(place + "reward", Double.toString(member.getTotal()));
        figures.put(place + "advantage", Double.toString(member.getAdvantage()));
        if (member.hasCorrect()) {
            figures.put(place + "answer", member.getCorrect() ? "right answer" : "wrong answer");
        }
        for (RewardValue reward : member.getRewardsList()) {
            figures.put(
                    place + "reward " + reward.getFunction(),
                    reward.hasValue() ? Double.toString(reward.getValue()) : "missing");
            figures.put(place + "weight " + reward.getFunction(), "× " + Numbers.plain(reward.getWeight()));
        }
        figures.put(place + "tokens", Integer.toString(finished.getTokenIdsCount()));
        figures.put(place + "versions", versions(finished));
        figures.put(place + "ending", finished.getFinishReason().name().toLowerCase(Locale.ROOT));
        figures.put(place + "generator", VisibleText.line(member.getGeneratorId(), 100));
        figures.put(
                place + "sampled",
                "%s, in %s"
                        .formatted(
                                Numbers.time(member.getFinishedAtMs()),
                                Numbers.duration(member.getFinishedAtMs() - member.getStartedAtMs())));
        return figures;
    }

    private static String versions(Finished finished) {
        List<String> spans = new ArrayList<>();
        for (int i = 0; i < finished.getVersionsCount(); i++) {
            int end = i + 1 < finished.getVersionsCount()
                    ? finished.getVersions(i + 1).getFromToken()
                    : finished.getTokenIdsCount();
            spans.add("%d–%d of version %d"
                    .formatted(
                            finished.getVersions(i).getFromToken(),
                            end - 1,
                            finished.getVersions(i).getVersion()));
        }
        return String.join(", ", spans);
    }
}
