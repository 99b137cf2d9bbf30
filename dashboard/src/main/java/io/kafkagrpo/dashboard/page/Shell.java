package io.kafkagrpo.dashboard.page;

import io.kafkagrpo.dashboard.index.IndexState;
import io.kafkagrpo.dashboard.index.IndexState.RunProgress;
import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.view.Page;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import org.jspecify.annotations.Nullable;

/** What every view has around it. */
@Singleton
class Shell {
    private final IndexState state;

    Shell(IndexState state) {
        this.state = state;
    }

    Page of(String title) {
        return new Page(title, null, state.trouble(), null, "");
    }

    /**
     * Around a view of a run, whose groups are read from now on.
     *
     * @throws NotFoundException if the cluster has no such run
     */
    Page of(String title, String run) {
        if (state.runs().isEmpty()) {
            throw new NotFoundException(
                    "No run is known yet: the page looks for them in Kafka once a second. Load again to look.");
        }
        if (!state.knows(run)) {
            throw new NotFoundException("There is no run '%s' in this Kafka; there are: %s."
                    .formatted(run, String.join(", ", state.runs())));
        }
        state.want(run);
        // before the view is made, so that what comes meanwhile is told once more and not left out
        String seen = event(run);
        return new Page(title, run, state.trouble(), progress(state.progress(run)), seen);
    }

    /** What there is to see of a run, in a few signs: others mean that a view of it is old. */
    String event(String run) {
        RunProgress progress = state.progress(run);
        return "%d %d %s %s"
                .formatted(
                        progress.read(),
                        progress.left(),
                        progress.groups() ? "groups" : "steps",
                        state.trouble() == null ? "well" : "trouble");
    }

    private static @Nullable String progress(RunProgress progress) {
        if (!progress.groups()) {
            return "The run's groups are about to be read from the log.";
        }
        return progress.isCaughtUp()
                ? null
                : "The log is being read: %s records so far, %s ahead. Lists and counts grow until then."
                        .formatted(Numbers.grouped(progress.read()), Numbers.grouped(progress.left()));
    }
}
