package io.kafkagrpo.learner.intake;

import io.kafkagrpo.learner.curriculum.Difficulty;
import io.kafkagrpo.learner.curriculum.DifficultyMix;
import io.kafkagrpo.learner.curriculum.PassRule;
import io.kafkagrpo.learner.curriculum.ProblemChooser;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.PassRate;
import io.kafkagrpo.record.ProblemLog;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.rollout.Group;
import io.kafkagrpo.rollout.Verdict;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Problems by their past pass rates. How each group went stands in the step that used or dropped it, and counts
 * from that step's commit on: not yet for the prompts that are committed with it.
 */
final class ByDifficulty implements Curriculum {
    private static final String SUBSTITUTED = "difficulty/substituted";
    private static final String UNSEEN = MetricNames.PROBLEMS_OF + "unseen";

    private final PromptFeeder feeder;
    private final PassRule pass;
    private final ProblemChooser chooser;
    /** Of the step to come. */
    private final List<PassRate> passRates = new ArrayList<>();

    private final Map<Difficulty, Integer> admitted = new EnumMap<>(Difficulty.class);
    private int substituted;

    private ByDifficulty(PromptFeeder feeder, PassRule pass, ProblemChooser chooser) {
        this.feeder = feeder;
        this.pass = pass;
        this.chooser = chooser;
    }

    static ByDifficulty goOn(RunSettings settings, DifficultyMix mix, PromptFeeder feeder, ProblemLog log) {
        ProblemChooser chooser = new ProblemChooser(mix, feeder.trainingSize(), settings.get(Keys.SEED));
        log.problems().forEach((problem, past) -> chooser.remember(problem, past.admitted(), past.passRate()));
        log.inFlight().forEach(chooser::inFlight);
        return new ByDifficulty(feeder, PassRule.from(settings), chooser);
    }

    @Override
    public List<PromptGroup> admit(long from, int count, long minVersion) {
        List<PromptGroup> prompts = new ArrayList<>(count);
        for (long position = from; position < from + count; position++) {
            GroupId id = feeder.idAt(position);
            ProblemChooser.Choice choice = chooser.choose(id.toString(), position);
            admitted.merge(choice.difficulty(), 1, Integer::sum);
            substituted += choice.isSubstitute() ? 1 : 0;
            prompts.add(feeder.asking(position, choice.problem(), minVersion));
        }
        return prompts;
    }

    @Override
    public void decided(ReceivedGroup received) {
        Group group = received.group();
        Integer problem = chooser.problemOf(received.id());
        if (problem == null || group.hasFailed()) {
            return; // copied from a fork's parent, or too few of its members to say how it went
        }
        List<Verdict> verdicts = group.scored()
                .map(member -> pass.of(member.score()))
                .filter(verdict -> verdict != Verdict.NONE)
                .toList();
        if (!verdicts.isEmpty()) {
            passRates.add(PassRate.newBuilder()
                    .setProblemNumber(problem)
                    .setRight((int) verdicts.stream()
                            .filter(verdict -> verdict == Verdict.RIGHT)
                            .count())
                    .setJudged(verdicts.size())
                    .build());
        }
    }

    @Override
    public void describe(TrainingStep.Builder step) {
        step.addAllPassRates(passRates);
        chooser.sizes()
                .forEach((difficulty, size) ->
                        step.putMetrics(MetricNames.PROBLEMS_OF + difficulty.word(), (double) size));
        step.putMetrics(UNSEEN, (double) chooser.unseen());
        for (Difficulty difficulty : Difficulty.values()) {
            step.putMetrics(MetricNames.ADMITTED_OF + difficulty.word(), (double) admitted.getOrDefault(difficulty, 0));
        }
        step.putMetrics(SUBSTITUTED, (double) substituted);
        passRates.clear();
        admitted.clear();
        substituted = 0;
    }

    @Override
    public void committed(TrainingStep step) {
        for (PassRate rate : step.getPassRatesList()) {
            chooser.rated(rate.getProblemNumber(), (double) rate.getRight() / rate.getJudged());
        }
        step.getUsedList().forEach(group -> chooser.ended(group.getGroupId()));
        step.getDroppedList()
                .forEach(dropped -> chooser.ended(dropped.getGroup().getGroupId()));
    }
}
