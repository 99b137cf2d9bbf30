package io.kafkagrpo.dashboard.query;

import io.kafkagrpo.dashboard.index.IndexDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks the index about completions. */
public final class CompletionQueries {
    private static final String FROM =
            " FROM completion c JOIN task_group g ON g.run = c.run AND g.id = c.group_id WHERE ";

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

    /** How many there are. */
    public long count(String run, Search search) {
        Search.Condition condition = search.condition(run);
        return index.number(
                "SELECT COUNT(*)" + FROM + condition.sql(), condition.values().toArray());
    }

    /** Hands over one by one. */
    public void each(String run, Search search, long most, long skip, Consumer<? super CompletionRow> sink) {
        Search.Condition condition = search.condition(run);
        List<Object> values = new ArrayList<>(condition.values());
        values.add(most);
        values.add(skip);
        index.each(
                "SELECT %s%s%s ORDER BY %s LIMIT ? OFFSET ?"
                        .formatted(CompletionRow.COLUMNS, FROM, condition.sql(), search.orderBy()),
                row -> sink.accept(CompletionRow.of(row)),
                values.toArray());
    }
}
