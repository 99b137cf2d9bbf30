package io.kafkagrpo.scoring.again;

import io.kafkagrpo.record.FormerScores;
import io.kafkagrpo.record.Parts;
import io.kafkagrpo.record.Rescored;
import io.kafkagrpo.record.StepRange;

/** What a group that is scored again says of the one that it was. */
final class Origin {
    private Origin() {}

    /**
     * The new group with it.
     *
     * @param was the group as scored-groups has it
     * @param steps which groups were asked for
     */
    static Parts.ScoredGroup beside(
            Parts.ScoredGroup now, Parts.ScoredGroup was, int partition, long offset, StepRange steps) {
        Rescored.Builder origin = Rescored.newBuilder()
                .setPartition(partition)
                .setOffset(offset)
                .setWasComplete(was.hasComplete())
                .setFormerConfigurationHash(was.getRewardConfigurationHash())
                .setFromStep(steps.from())
                .setToStep(steps.to());
        was.getCompletionsList().forEach(member -> origin.addFormer(former(member)));
        return now.toBuilder().setRescored(origin).build();
    }

    private static FormerScores former(Parts.ScoredCompletion member) {
        FormerScores.Builder former = FormerScores.newBuilder();
        member.getRewardsList()
                .forEach(reward -> former.addRewards(reward.toBuilder().clearAnswer()));
        if (member.hasTotal()) {
            former.setTotal(member.getTotal());
        }
        if (member.hasAdvantage()) {
            former.setAdvantage(member.getAdvantage());
        }
        return former.build();
    }
}
