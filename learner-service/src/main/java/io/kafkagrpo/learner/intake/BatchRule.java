package io.kafkagrpo.learner.intake;

import io.kafkagrpo.record.PromptGroup;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Which of the groups that are ready a step takes, and whether it takes any yet ({@code stale-groups}). */
public sealed interface BatchRule permits BatchRule.FirstArrived, InTimeForAll {

    /** The prompts are in the log: their groups are to come. */
    void asked(Collection<PromptGroup> prompts);

    /** A group has come, or its end is known otherwise. */
    void ended(String id);

    /**
     * The groups of a step.
     *
     * @param ready groups that are fresh for it, at least {@code count}, in order of arrival
     * @param versionIn the version that it starts from
     * @return {@code count} groups, or none where the step has to wait
     */
    List<ReceivedGroup> choose(List<ReceivedGroup> ready, int count, long versionIn);

    /** What the step's record is to say of it. */
    Map<String, Double> takeMetrics();

    /** The first that came; nothing is waited for. */
    record FirstArrived() implements BatchRule {
        @Override
        public void asked(Collection<PromptGroup> prompts) {
            // whatever comes is taken
        }

        @Override
        public void ended(String id) {
            // nobody waits for it
        }

        @Override
        public List<ReceivedGroup> choose(List<ReceivedGroup> ready, int count, long versionIn) {
            return ready.subList(0, count);
        }

        @Override
        public Map<String, Double> takeMetrics() {
            return Map.of();
        }
    }
}
