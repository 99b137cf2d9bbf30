package io.kafkagrpo.rl.objective;

import java.util.List;

/**
 * The loss of one training step and its slope, row by row. Built once from all rows of the step (or of a shard, with the
 * whole step's totals), so that denominators are known before the first forward pass, and any order and any grouping of
 * rows adds up to the same loss and gradient. Immutable; rows may be asked for from several threads.
 */
public final class StepObjective {
    private final ObjectiveSettings settings;
    private final List<Row> rows;
    private final StepTotals totals;

    private StepObjective(ObjectiveSettings settings, List<Row> rows, StepTotals totals) {
        this.settings = settings;
        this.rows = List.copyOf(rows);
        this.totals = totals;
        for (int i = 0; i < this.rows.size(); i++) {
            if (settings.needsReference() && this.rows.get(i).reference() == null) {
                throw new IllegalArgumentException(
                        "row %d has no reference log-probabilities, which the KL penalty needs".formatted(i));
            }
        }
    }

    /** The objective of a step that consists of these rows. */
    public static StepObjective of(ObjectiveSettings settings, List<Row> rows) {
        return new StepObjective(settings, rows, StepTotals.of(rows));
    }

    /** The objective of a shard of a step. */
    public static StepObjective ofShard(ObjectiveSettings settings, List<Row> rows, StepTotals step) {
        return new StepObjective(settings, rows, step);
    }

    /** What the denominators are made of. */
    public StepTotals totals() {
        return totals;
    }

    /** How many rows there are. */
    public int size() {
        return rows.size();
    }

    /**
     * Whether a row can have a slope other than zero: it has counted tokens, and an advantage or a penalty. Rows
     * without need no forward pass; the denominators count them all the same.
     */
    public boolean needsPass(int index) {
        Row row = rows.get(index);
        return row.countedTokens() > 0
                && (row.advantage() != 0.0 || settings.klPenalty().isActive());
    }

    /**
     * A row's share of the loss and its slope.
     *
     * @param index which row
     * @param current log-probability of each completion token under the policy in training, in nats
     * @throws IllegalArgumentException if a length does not fit, or a counted token's log-probability is not finite
     */
    public RowLoss row(int index, double[] current) {
        Row row = rows.get(index);
        if (current.length != row.length()) {
            throw new IllegalArgumentException("row %d has %d tokens, but %d log-probabilities were given"
                    .formatted(index, row.length(), current.length));
        }
        for (int t = 0; t < current.length; t++) {
            if (row.counts(t) && !(Double.isFinite(current[t]) && Double.isFinite(row.behaviour()[t]))) {
                throw new IllegalArgumentException(
                        "row %d, token %d: log-probability %s of the policy, %s of the sampler"
                                .formatted(index, t, current[t], row.behaviour()[t]));
            }
        }
        return new RowEvaluation(settings, totals, row, current).evaluate();
    }
}
