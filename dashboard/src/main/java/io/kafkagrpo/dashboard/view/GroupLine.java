package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.query.GroupRow;
import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.text.VisibleText;
import org.jspecify.annotations.Nullable;

/**
 * A group in the list of a step.
 *
 * @param why it was dropped; empty where it was not
 * @param staleness the step's input version less the version of its oldest token
 */
public record GroupLine(
        String id,
        String address,
        String problem,
        String question,
        String mean,
        String deviation,
        int members,
        String staleness,
        String cause,
        String why) {

    static GroupLine of(String run, GroupRow row, long versionIn) {
        @Nullable Long oldest = row.oldestVersion();
        return new GroupLine(
                VisibleText.line(row.id(), 100),
                Addresses.group(run, row.id()),
                VisibleText.line(orEmpty(row.problem()), 60),
                VisibleText.line(orEmpty(row.question()), 100),
                Numbers.plain(row.mean()),
                Numbers.plain(row.deviation()),
                row.members(),
                oldest == null ? "–" : Long.toString(versionIn - oldest),
                orEmpty(row.cause()),
                VisibleText.line(orEmpty(row.reason()), 300));
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
