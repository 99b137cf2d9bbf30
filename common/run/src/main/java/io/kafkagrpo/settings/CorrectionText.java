package io.kafkagrpo.settings;

import io.kafkagrpo.rl.objective.correction.Correction;
import io.kafkagrpo.rl.objective.correction.Correction.Direction;
import io.kafkagrpo.rl.objective.correction.Correction.ImportanceWeight;
import io.kafkagrpo.rl.objective.correction.Correction.Normalization;
import io.kafkagrpo.rl.objective.correction.Correction.Outside;
import io.kafkagrpo.rl.objective.correction.Correction.Reduction;
import io.kafkagrpo.rl.objective.correction.Correction.Rejection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import io.kafkagrpo.rl.objective.correction.Statistic;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a stacked correction as a text: {@code weight SPAN BOUNDS [truncate|zero|reject] [normalized]} or
 * {@code reject STATISTIC SCOPE BOUNDS [inverse]}, separated by commas. Bounds are {@code 0.5..2}, {@code ..2} or
 * {@code 0.5..}.
 */
final class CorrectionText {
    static final String ALLOWED =
            "a list of corrections, such as 'weight token ..2, reject ratio sequence-mean 0.99..1.01': weight with a span (token,"
                    + " sequence-product, sequence-geometric-mean), bounds, what happens outside (truncate, zero, reject) and normalized;"
                    + " reject with a statistic (ratio, k1, k2, k3), a scope (token, sequence-sum, sequence-mean, sequence-max,"
                    + " any-token), bounds and inverse";

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    private CorrectionText() {}

    /** The members, or null where the text has another form. */
    static @Nullable List<Correction> parse(String text) {
        List<Correction> members = new ArrayList<>();
        for (String member : text.split(",", -1)) {
            List<String> words = new ArrayList<>(Arrays.asList(member.strip().split("\\s+")));
            Correction correction = switch (words.removeFirst()) {
                case "weight" -> weight(words);
                case "reject" -> rejection(words);
                default -> null;
            };
            if (correction == null) {
                return null;
            }
            members.add(correction);
        }
        return members;
    }

    private static @Nullable Correction weight(List<String> words) {
        Weight span = words.isEmpty() ? null : constant(Weight.class, words.removeFirst());
        double[] bounds = words.isEmpty() ? null : bounds(words.removeFirst(), 0.0);
        Outside outside = words.isEmpty() ? Outside.TRUNCATE : constant(Outside.class, words.getFirst());
        if (outside != null && !words.isEmpty()) {
            words.removeFirst();
        }
        boolean normalized = words.equals(List.of("normalized"));
        if (span == null || bounds == null || !(normalized || words.isEmpty())) {
            return null;
        }
        return new ImportanceWeight(
                span,
                bounds[0],
                bounds[1],
                outside == null ? Outside.TRUNCATE : outside,
                normalized ? Normalization.STEP_MEAN : Normalization.NONE,
                LogRatioBounds.TWENTY);
    }

    private static @Nullable Correction rejection(List<String> words) {
        if (words.size() < 3) {
            return null;
        }
        Statistic statistic = constant(Statistic.class, words.get(0));
        Reduction scope = constant(Reduction.class, words.get(1));
        double[] bounds = bounds(words.get(2), Double.NEGATIVE_INFINITY);
        List<String> rest = words.subList(3, words.size());
        boolean inverse = rest.equals(List.of("inverse"));
        if (statistic == null || scope == null || bounds == null || !(inverse || rest.isEmpty())) {
            return null;
        }
        return new Rejection(
                statistic,
                inverse ? Direction.SAMPLER_OVER_TRAINER : Direction.TRAINER_OVER_SAMPLER,
                scope,
                bounds[0],
                bounds[1]);
    }

    private static <E extends Enum<E>> @Nullable E constant(Class<E> type, String text) {
        for (E value : type.getEnumConstants()) {
            if (Key.textOf(value).equals(text)) {
                return value;
            }
        }
        return null;
    }

    private static double @Nullable [] bounds(String text, double none) {
        int dots = text.indexOf("..");
        if (dots < 0) {
            return null;
        }
        try {
            String low = text.substring(0, dots);
            String high = text.substring(dots + 2);
            double lower = low.isEmpty() ? none : Double.parseDouble(low);
            double upper = high.isEmpty() ? NO_LIMIT : Double.parseDouble(high);
            return lower <= upper ? new double[] {lower, upper} : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
