package io.kafkagrpo.dashboard.query;

import io.kafkagrpo.dashboard.index.IndexDatabase;
import java.util.List;
import java.util.Optional;

/** Asks the index about groups. */
public final class GroupQueries {
    private final IndexDatabase index;

    public GroupQueries(IndexDatabase index) {
        this.index = index;
    }

    public Optional<GroupRow> group(String run, String id) {
        return index.first(
                "SELECT %s FROM task_group WHERE run = ? AND id = ?".formatted(GroupRow.COLUMNS),
                GroupRow::of,
                run,
                id);
    }

    /** The groups that a step trained on, in the order of its batch. */
    public List<GroupRow> usedBy(String run, long step) {
        return decided(run, step, true, "place");
    }

    /** The groups that a step dropped. */
    public List<GroupRow> droppedBy(String run, long step) {
        return decided(run, step, false, "cause, id");
    }

    private List<GroupRow> decided(String run, long step, Boolean used, String order) {
        return index.list(
                "SELECT %s FROM task_group WHERE run = ? AND step = ? AND used = ? ORDER BY %s"
                        .formatted(GroupRow.COLUMNS, order),
                GroupRow::of,
                run,
                step,
                used);
    }
}
