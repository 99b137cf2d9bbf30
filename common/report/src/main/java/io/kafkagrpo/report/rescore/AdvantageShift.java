package io.kafkagrpo.report.rescore;

import io.kafkagrpo.record.FormerScores;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What scoring a group again did to the advantages of its completions. */
public final class AdvantageShift {
    /** Below it an advantage is rounding, and pushes nothing. */
    private static final double ZERO = 1e-9;

    private final Map<Integer, Double> changes = new HashMap<>();
    private int compared;
    private int turned;
    private int vanished;
    private int appeared;
    private double change;
    private double meanBefore;
    private double meanAfter;

    private AdvantageShift() {}

    /** Of a group that was scored again. */
    public static AdvantageShift of(ScoredGroup group) {
        AdvantageShift shift = new AdvantageShift();
        int members = Math.min(group.getCompletionsCount(), group.getRescored().getFormerCount());
        shift.meanAfter = group.getCompletionsList().stream()
                .filter(ScoredCompletion::hasTotal)
                .mapToDouble(ScoredCompletion::getTotal)
                .average()
                .orElse(Double.NaN);
        shift.meanBefore = group.getRescored().getFormerList().stream()
                .filter(FormerScores::hasTotal)
                .mapToDouble(FormerScores::getTotal)
                .average()
                .orElse(Double.NaN);
        boolean comparable = group.hasComplete() && group.getRescored().getWasComplete();
        for (int i = 0; comparable && i < members; i++) {
            shift.add(i, group.getRescored().getFormer(i), group.getCompletions(i));
        }
        return shift;
    }

    private void add(int member, FormerScores before, ScoredCompletion after) {
        OptionalDouble was = before(before);
        OptionalDouble is = after(after);
        if (was.isEmpty() || is.isEmpty()) {
            return;
        }
        compared++;
        double size = Math.abs(is.getAsDouble() - was.getAsDouble());
        changes.put(member, size);
        change += size;
        boolean wasZero = Math.abs(was.getAsDouble()) <= ZERO;
        boolean isZero = Math.abs(is.getAsDouble()) <= ZERO;
        if (!wasZero && !isZero) {
            turned += was.getAsDouble() > 0 == is.getAsDouble() > 0 ? 0 : 1;
        } else if (!wasZero) {
            vanished++;
        } else if (!isZero) {
            appeared++;
        }
    }

    private OptionalDouble before(FormerScores scores) {
        if (scores.hasAdvantage()) {
            return OptionalDouble.of(scores.getAdvantage());
        }
        return scores.hasTotal() ? OptionalDouble.of(scores.getTotal() - meanBefore) : OptionalDouble.empty();
    }

    private OptionalDouble after(ScoredCompletion scores) {
        if (scores.hasAdvantage()) {
            return OptionalDouble.of(scores.getAdvantage());
        }
        return scores.hasTotal() ? OptionalDouble.of(scores.getTotal() - meanAfter) : OptionalDouble.empty();
    }

    /** Completions with an advantage before and after. */
    int compared() {
        return compared;
    }

    /** Of these, those whose sign is another. */
    public int turned() {
        return turned;
    }

    int vanished() {
        return vanished;
    }

    int appeared() {
        return appeared;
    }

    /** |advantage after − before| of a member, by its place in the group; nothing where it lacks a side. */
    public OptionalDouble change(int member) {
        @Nullable Double size = changes.get(member);
        return size == null ? OptionalDouble.empty() : OptionalDouble.of(size);
    }

    /** Mean of |advantage after − before|; 0 where nothing can be compared. */
    public double change() {
        return compared == 0 ? 0 : change / compared;
    }

    /** Mean total of the group before; NaN where there was none. */
    public double meanBefore() {
        return meanBefore;
    }

    /** The same now. */
    public double meanAfter() {
        return meanAfter;
    }
}
