package io.kafkagrpo.dashboard.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for among a run's completions. A filter that is null lets everything through.
 *
 * @param text that the completion's text or its question has, whatever the case of its letters
 * @param problem id of the problem
 * @param least smallest reward
 * @param most largest reward
 * @param correct whether the answer is right
 * @param step that decided on the group
 * @param reason what became of the group
 * @param ending how the completion ended
 * @param purpose train or evaluate
 * @param order which come first
 */
public record Search(
        @Nullable String text,
        @Nullable String problem,
        @Nullable Double least,
        @Nullable Double most,
        @Nullable Boolean correct,
        @Nullable Long step,
        @Nullable Reason reason,
        @Nullable Ending ending,
        @Nullable Purpose purpose,
        Order order) {

    /** What became of a group. */
    public enum Reason {
        USED("g.used = TRUE"),
        DROPPED("g.used = FALSE"),
        STALE("g.cause = 'stale'"),
        ZERO_VARIANCE("g.cause = 'zero_variance'"),
        TOO_FEW_REWARDS("g.cause = 'too_few_rewards'"),
        FAILED("g.cause = 'failed'"),
        UNDECIDED("g.step IS NULL");

        private final String condition;

        Reason(String condition) {
            this.condition = condition;
        }
    }

    /** How a completion ended. */
    public enum Ending {
        STOP,
        LENGTH,
        CONTEXT,
        FAILED
    }

    /** What a group was sampled for. */
    public enum Purpose {
        TRAIN,
        EVALUATE
    }

    /** Which completions come first. */
    public enum Order {
        NEWEST("finished_at DESC"),
        BEST("reward DESC NULLS LAST"),
        WORST("reward ASC NULLS LAST"),
        LONGEST("tokens DESC");

        private final String columns;

        Order(String columns) {
            this.columns = columns;
        }
    }

    /** Tables and conditions of SQL, with the conditions' values in order. */
    record Condition(String sql, List<Object> values) {}

    /**
     * Where one of few groups is looked for, by these groups; else by the index that has completions in the order
     * that is asked for, so that the first of them are found without a look at the others. Each has its group: the
     * outer join only tells H2 where to begin.
     */
    Condition condition(String run) {
        boolean byGroup = step != null || problem != null;
        String tables = byGroup
                ? " FROM task_group g JOIN completion c ON c.run = g.run AND c.group_id = g.id WHERE g.run = ?"
                : " FROM completion c USE INDEX (completion_%s) LEFT JOIN task_group g ON g.run = c.run AND g.id = c.group_id WHERE c.run = ?"
                        .formatted(lower(order));
        List<String> conditions = new ArrayList<>(List.of(tables));
        List<Object> values = new ArrayList<>(List.of(run));
        if (text != null) {
            String folded = text.toLowerCase(Locale.ROOT);
            conditions.add("(LOCATE(?, LOWER(c.text)) > 0 OR LOCATE(?, LOWER(g.question)) > 0)");
            values.addAll(List.of(folded, folded));
        }
        add(conditions, values, "g.problem = ?", problem);
        add(conditions, values, "c.reward >= ?", least);
        add(conditions, values, "c.reward <= ?", most);
        add(conditions, values, "c.correct = ?", correct);
        add(conditions, values, "g.step = ?", step);
        add(conditions, values, "c.ending = ?", lower(ending));
        add(conditions, values, "g.purpose = ?", lower(purpose));
        if (reason != null) {
            conditions.add(reason.condition);
        }
        return new Condition(String.join(" AND ", conditions), values);
    }

    /** The columns of the order's index. */
    String orderBy() {
        return "c.run, c.%s, c.group_id, c.member".formatted(order.columns);
    }

    private static @Nullable String lower(@Nullable Enum<?> choice) {
        return choice == null ? null : choice.name().toLowerCase(Locale.ROOT);
    }

    private static void add(List<String> conditions, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            values.add(value);
        }
    }
}
