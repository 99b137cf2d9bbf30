package io.kafkagrpo.learner;

import io.kafkagrpo.model.TokenSequence;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.rl.Row;
import io.kafkagrpo.rl.RunningStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of one training step, in batch order: each completion that has an advantage, as tokens for the engine and as a row
 * for the objective. A completion whose reward is missing is no row.
 *
 * @param sequences prompt and completion, one per row
 * @param rows advantage and behaviour log-probabilities, without reference or proximal yet
 */
record TrainingBatch(List<ReceivedGroup> groups, List<TokenSequence> sequences, List<Row> rows) {

    static TrainingBatch of(List<ReceivedGroup> groups) {
        List<TokenSequence> sequences = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (ReceivedGroup received : groups) {
            ScoredGroup group = received.group();
            int[] prompt = group.getPrompt().getPromptTokenIdsList().stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (ScoredCompletion completion : group.getCompletionsList()) {
                if (completion.hasAdvantage() && completion.getFinished().getTokenIdsCount() > 0) {
                    sequences.add(sequence(prompt, completion));
                    rows.add(Row.of(completion.getAdvantage(), behaviour(completion)));
                }
            }
        }
        return new TrainingBatch(groups, sequences, rows);
    }

    /** Tokens of all completions. */
    long completionTokens() {
        return rows.stream().mapToLong(Row::length).sum();
    }

    /** What can be said of the batch before training: rewards, lengths, staleness at {@code versionIn}. */
    Map<String, Double> metrics(long versionIn) {
        RunningStatistics reward = new RunningStatistics();
        RunningStatistics correct = new RunningStatistics();
        RunningStatistics length = new RunningStatistics();
        RunningStatistics truncated = new RunningStatistics();
        RunningStatistics advantage = new RunningStatistics();
        RunningStatistics zeroVariance = new RunningStatistics();
        RunningStatistics staleness = new RunningStatistics();
        Map<String, RunningStatistics> functions = new TreeMap<>();
        for (ReceivedGroup received : groups) {
            staleness.add((double) (versionIn - received.oldestVersion()));
            zeroVariance.add(received.group().getStatistics().getZeroVariance() ? 1 : 0);
            for (ScoredCompletion completion : received.group().getCompletionsList()) {
                if (completion.hasTotal()) {
                    reward.add(completion.getTotal());
                }
                if (completion.hasAdvantage()) {
                    advantage.add(completion.getAdvantage());
                }
                if (completion.hasCorrect()) {
                    correct.add(completion.getCorrect() ? 1 : 0);
                }
                completion.getRewardsList().stream()
                        .filter(value -> value.hasValue())
                        .forEach(value -> functions
                                .computeIfAbsent(value.getFunction(), _ -> new RunningStatistics())
                                .add(value.getValue()));
                if (completion.hasFinished()) {
                    length.add(completion.getFinished().getTokenIdsCount());
                    truncated.add(completion.getFinished().getFinishReason() == FinishReason.STOP ? 0 : 1);
                }
            }
        }
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("reward/mean", reward.mean());
        metrics.put("reward/std", reward.standardDeviation());
        functions.forEach((name, values) -> metrics.put("reward/" + name, values.mean()));
        if (correct.count() > 0) {
            metrics.put("accuracy", correct.mean());
        }
        metrics.put("advantage/mean", advantage.mean());
        metrics.put("advantage/min", advantage.minimum());
        metrics.put("advantage/max", advantage.maximum());
        metrics.put("groups/zero_variance", zeroVariance.mean());
        metrics.put("staleness/mean", staleness.mean());
        metrics.put("staleness/max", staleness.maximum());
        metrics.put("length/mean", length.mean());
        metrics.put("length/min", length.minimum());
        metrics.put("length/max", length.maximum());
        metrics.put("length/truncated", truncated.mean());
        metrics.put("tokens/generated", length.mean() * length.count());
        metrics.put("tokens/trained", (double) completionTokens());
        metrics.put("completions/trained", (double) rows.size());
        return metrics;
    }

    private static TokenSequence sequence(int[] prompt, ScoredCompletion completion) {
        List<Integer> tokens = completion.getFinished().getTokenIdsList();
        int[] ids = Arrays.copyOf(prompt, prompt.length + tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            ids[prompt.length + i] = tokens.get(i);
        }
        return new TokenSequence(ids, prompt.length);
    }

    private static float[] behaviour(ScoredCompletion completion) {
        List<Float> values = completion.getFinished().getBehaviourLogProbabilitiesList();
        float[] behaviour = new float[values.size()];
        for (int i = 0; i < behaviour.length; i++) {
            behaviour[i] = values.get(i);
        }
        return behaviour;
    }
}
