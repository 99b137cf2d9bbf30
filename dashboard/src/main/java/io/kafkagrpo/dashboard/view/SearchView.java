package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.query.CompletionRow;
import io.kafkagrpo.dashboard.query.Search;
import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.text.VisibleText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a search found.
 *
 * @param asked the form's fields as they were typed
 * @param found how many there are, as far as they were counted
 * @param foundWords the same in words
 * @param first number of the first shown, from 1; 0 where there is none
 * @param last number of the last shown; 0 where there is none
 * @param hits those of this page
 * @param query the filters as an address has them, for exports
 * @param previous address of the page before; null where there is none
 * @param following address of the page after
 */
public record SearchView(
        String run,
        Map<String, String> asked,
        long found,
        String foundWords,
        long first,
        long last,
        List<Hit> hits,
        String query,
        @Nullable String previous,
        @Nullable String following) {

    /** A completion that was found. */
    public record Hit(
            String group,
            String address,
            int member,
            String problem,
            String question,
            Cell reward,
            String advantage,
            String correct,
            int tokens,
            String ending,
            long step,
            String decision,
            String text) {

        /** The beginning of its text in one line. */
        public static Hit of(String run, CompletionRow row) {
            Long step = row.step();
            return new Hit(
                    VisibleText.line(row.group(), 100),
                    Addresses.group(run, row.group()),
                    row.member(),
                    VisibleText.line(GroupLine.orEmpty(row.problem()), 60),
                    VisibleText.line(GroupLine.orEmpty(row.question()), 160),
                    Cell.number("reward", row.reward(), ""),
                    Numbers.signed(row.advantage()),
                    row.correct() == null ? "" : row.correct() ? "right" : "wrong",
                    row.tokens(),
                    row.ending(),
                    step == null ? 0 : step,
                    step == null
                            ? "in no step"
                            : row.used()
                                    ? "used by step"
                                    : VisibleText.line(GroupLine.orEmpty(row.reason()), 80) + ", dropped by step",
                    VisibleText.line(row.text(), 400));
        }
    }

    /** One of the values that a field can have. */
    public record Choice(String name, String words, boolean selected) {}

    /** The values that a field can have besides none. */
    public List<Choice> choices(String name) {
        return switch (name) {
            case "correct" -> List.of(choice(name, "yes", "right"), choice(name, "no", "wrong"));
            case "reason" -> choices(name, Search.Reason.values());
            case "ending" -> choices(name, Search.Ending.values());
            case "purpose" -> choices(name, Search.Purpose.values());
            case "order" -> choices(name, Search.Order.values());
            default -> throw new IllegalArgumentException("The field '%s' has no choices.".formatted(name));
        };
    }

    private List<Choice> choices(String field, Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .map(value -> choice(field, value, value.replace('_', ' ')))
                .toList();
    }

    private Choice choice(String field, String name, String words) {
        return new Choice(name, words, field(field).equals(name));
    }

    /** What was typed into a field of the form; empty where nothing was. */
    public String field(String name) {
        return asked.getOrDefault(name, "");
    }
}
