package io.kafkagrpo.dashboard.page;

import io.kafkagrpo.dashboard.index.IndexState;
import io.kafkagrpo.dashboard.query.RunQueries;
import io.kafkagrpo.dashboard.query.RunQueries.Summary;
import io.kafkagrpo.dashboard.view.AlertRow;
import io.kafkagrpo.dashboard.view.CompareView;
import io.kafkagrpo.dashboard.view.Figure;
import io.kafkagrpo.dashboard.view.RunRow;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster's runs, two of them compared, and what the words mean. */
@Path("/")
@Singleton
@Blocking
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class RunsPage {
    private final Template runs;
    private final Template compare;
    private final Template help;
    private final Shell shell;
    private final IndexState state;
    private final RunQueries queries;

    RunsPage(Template runs, Template compare, Template help, Shell shell, IndexState state, RunQueries queries) {
        this.runs = runs;
        this.compare = compare;
        this.help = help;
        this.shell = shell;
        this.state = state;
        this.queries = queries;
    }

    @GET
    public String list() {
        List<RunRow> rows = state.runs().stream()
                .map(run -> RunRow.of(queries.summary(run)))
                .toList();
        return runs.data("page", shell.of("Runs")).data("rows", rows).render();
    }

    /** Two runs; where one of them isn't said, there is nothing to compare. */
    @GET
    @Path("compare")
    public String compare(@QueryParam("a") @Nullable String first, @QueryParam("b") @Nullable String second) {
        if (first == null || second == null) {
            throw new NotFoundException("Two runs are compared: mark both in the list of runs.");
        }
        Summary one = summary(first);
        Summary other = summary(second);
        CompareView view = CompareView.of(
                RunRow.of(one),
                CompareView.configuration(one.started()),
                RunRow.of(other),
                CompareView.configuration(other.started()));
        return compare.data("page", shell.of("%s and %s".formatted(first, second)))
                .data("view", view)
                .render();
    }

    private Summary summary(String run) {
        if (!state.knows(run)) {
            throw new NotFoundException("There is no run '%s' in this Kafka.".formatted(run));
        }
        return queries.summary(run);
    }

    @GET
    @Path("help")
    public String help() {
        return help.data("page", shell.of("What the words mean"))
                .data("figures", Figure.ALL)
                .data("alerts", AlertRow.all())
                .render();
    }
}
