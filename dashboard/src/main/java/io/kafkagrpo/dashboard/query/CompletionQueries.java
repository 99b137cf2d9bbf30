package io.kafkagrpo.dashboard.query;

import io.kafkagrpo.dashboard.index.IndexDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks the index about completions. */
public final class CompletionQueries {
    /** So many are counted at most, for a count looks at each. */
    public static final int MOST_COUNTED = 1000;

    private final IndexDatabase index;

    public CompletionQueries(IndexDatabase index) {
        this.index = index;
    }

    /** So many of the completions that are looked for, after the first {@code skip} of them. */
    public List<CompletionRow> page(String run, Search search, int most, long skip) {
        List<CompletionRow> rows = new ArrayList<>();
        each(run, search, most, skip, rows::add);
        return rows;
    }

    /** How many there are; one more than {@link #MOST_COUNTED} stands for any number above it. */
    public long count(String run, Search search) {
        Search.Condition condition = search.condition(run);
        return index.number(
                "SELECT COUNT(*) FROM (SELECT 1%s LIMIT %d)".formatted(condition.sql(), MOST_COUNTED + 1),
                condition.values().toArray());
    }

    /** Hands over one by one. */
    public void each(String run, Search search, long most, long skip, Consumer<? super CompletionRow> sink) {
        Search.Condition condition = search.condition(run);
        List<Object> values = new ArrayList<>(condition.values());
        values.add(most);
        values.add(skip);
        index.each(
                "SELECT %s%s ORDER BY %s LIMIT ? OFFSET ?"
                        .formatted(CompletionRow.COLUMNS, condition.sql(), search.orderBy()),
                row -> sink.accept(CompletionRow.of(row)),
                values.toArray());
    }
}
