package io.kafkagrpo.report.rescore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.FormerScores;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Rescored;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.report.rescore.RescoreReport.GroupChange;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RescoreComparisonTest {
    private final RescoreComparison comparison = new RescoreComparison(RunHeader.NONE);

    @Test
    void countsSignsThatTurnAndGroupsThatChange() {
        // Given: one group whose order turned, one whose rewards became equal, one as it was, one of an evaluation
        add(GroupId.train(0, 1), new double[] {1, 0}, new double[] {0, 1});
        add(GroupId.train(0, 2), new double[] {1, 0}, new double[] {1, 1});
        add(GroupId.train(0, 3), new double[] {1, 0}, new double[] {1, 0});
        add(GroupId.evaluate(0, 0), new double[] {1, 0}, new double[] {0, 1});
        // When
        RescoreReport report = comparison.report();
        // Then
        assertThat(report.groups()).isEqualTo(3);
        assertThat(report.evaluationGroups()).isEqualTo(1);
        assertThat(report.completions()).isEqualTo(6);
        assertThat(report.advantages()).isEqualTo(new RescoreReport.AdvantageChanges(6, 2, 2, 0));
        assertThat(report.mostChanged())
                .extracting(GroupChange::group)
                .containsExactly("train-0-00000001", "train-0-00000002");
        assertThat(report.mostChanged().getFirst().change()).isEqualTo(1);
        assertThat(report.mostChanged().getFirst().turned()).isEqualTo(2);
        assertThat(report.total().before()).extracting(Scores::mean).isEqualTo(0.5);
        assertThat(report.total().after()).extracting(Scores::median).isEqualTo(1.0);
        assertThat(report.functions().get("old"))
                .satisfies(pair -> assertThat(pair.after()).isNull());
    }

    @Test
    void aFunctionThatGaveNothingIsKnownWithItsReason() {
        // Given
        ScoredGroup.Builder group = group(GroupId.train(0, 1), new double[] {1, 0}, new double[] {1, 0});
        group.getCompletionsBuilderList()
                .forEach(member -> member.clearTotal()
                        .clearAdvantage()
                        .setRewards(
                                0,
                                RewardValue.newBuilder()
                                        .setFunction("new")
                                        .setWeight(1)
                                        .setMissingBecause("no server")));
        add(group.build());
        // When
        RescoreReport report = comparison.report();
        // Then
        assertThat(Objects.requireNonNull(report.functions().get("new")).after())
                .satisfies(scores -> {
                    assertThat(scores).isNotNull();
                    assertThat(scores.values()).isZero();
                    assertThat(scores.missing()).isEqualTo(2);
                    assertThat(scores.missingBecause()).isEqualTo("no server");
                });
        assertThat(report.advantages().compared()).isZero();
    }

    @Test
    void scoresAreJsonOfTheFieldsThatAreDocumented() {
        // Given
        add(GroupId.train(0, 1), new double[] {1, 0}, new double[] {0, 1});
        // When
        JsonNode json = new JsonMapper().valueToTree(comparison.report());
        // Then
        assertThat(json.path("total").path("after").fieldNames())
                .toIterable()
                .containsExactly(
                        "values",
                        "missing",
                        "missing_because",
                        "mean",
                        "std",
                        "min",
                        "lower_quartile",
                        "median",
                        "upper_quartile",
                        "max");
    }

    @Test
    void aMemberChangesByItsTotalLessTheMeanWhereItHasNoAdvantageAndOneThatLacksASideHasNoChange() {
        // Given: of three members two have scores before and after, and no advantage
        ScoredGroup.Builder group = group(GroupId.train(0, 1), new double[] {1, 0, 5}, new double[] {0, 1, 5});
        group.getCompletionsBuilderList().forEach(ScoredCompletion.Builder::clearAdvantage);
        group.getRescoredBuilder().getFormerBuilderList().forEach(FormerScores.Builder::clearAdvantage);
        group.getCompletionsBuilder(2).clearTotal();
        // When
        AdvantageShift shift = AdvantageShift.of(group.build());
        // Then: the means are 2 and 0.5
        assertThat(shift.change(0)).hasValue(0.5);
        assertThat(shift.change(1)).hasValue(2.5);
        assertThat(shift.change(2)).isEmpty();
    }

    private void add(GroupId id, double[] before, double[] after) {
        add(group(id, before, after).build());
    }

    private void add(ScoredGroup group) {
        comparison.add(new ConsumerRecord<>("t", 0, 0, group.getPrompt().getGroupId(), group.toByteArray()));
    }

    /** Advantages are totals less 0.5, but 0 where all totals are equal. */
    private static ScoredGroup.Builder group(GroupId id, double[] before, double[] after) {
        ScoredGroup.Builder group = ScoredGroup.newBuilder()
                .setPrompt(PromptGroup.newBuilder().setGroupId(id.toString()).setPurpose(id.purpose()))
                .setComplete(Complete.getDefaultInstance());
        Rescored.Builder origin = Rescored.newBuilder().setWasComplete(true);
        for (int i = 0; i < before.length; i++) {
            origin.addFormer(FormerScores.newBuilder()
                    .addRewards(reward("old", before[i]))
                    .setTotal(before[i])
                    .setAdvantage(advantage(before, i)));
            group.addCompletions(ScoredCompletion.newBuilder()
                    .setIndex(i)
                    .addRewards(reward("new", after[i]))
                    .setTotal(after[i])
                    .setAdvantage(advantage(after, i)));
        }
        return group.setRescored(origin);
    }

    private static double advantage(double[] totals, int i) {
        return totals[0] == totals[1] ? 0 : totals[i] - 0.5;
    }

    private static RewardValue reward(String function, double value) {
        return RewardValue.newBuilder()
                .setFunction(function)
                .setWeight(1)
                .setValue(value)
                .build();
    }
}
