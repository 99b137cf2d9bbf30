package io.kafkagrpo.dashboard.page;

import io.kafkagrpo.dashboard.query.AlertQueries;
import io.kafkagrpo.dashboard.query.GroupQueries;
import io.kafkagrpo.dashboard.query.RunQueries;
import io.kafkagrpo.dashboard.view.AlertRow;
import io.kafkagrpo.dashboard.view.Curves;
import io.kafkagrpo.dashboard.view.RunView;
import io.kafkagrpo.dashboard.view.StepView;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.report.MetricsCsv;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;

/** A run, its curves and its steps. */
@Path("/runs/{run}")
@Singleton
@Blocking
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class RunPage {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Template run;
    private final Template steps;
    private final Template step;
    private final Shell shell;
    private final RunQueries runs;
    private final GroupQueries groups;
    private final AlertQueries alerts;

    RunPage(
            Template run,
            Template steps,
            Template step,
            Shell shell,
            RunQueries runs,
            GroupQueries groups,
            AlertQueries alerts) {
        this.run = run;
        this.steps = steps;
        this.step = step;
        this.shell = shell;
        this.runs = runs;
        this.groups = groups;
        this.alerts = alerts;
    }

    @GET
    public String show(@PathParam("run") String name) {
        return run.data("page", shell.of(name, name))
                .data("view", RunView.of(name, runs))
                .data("alerts", AlertRow.of(alerts.firing(name, System.currentTimeMillis())))
                .render();
    }

    @GET
    @Path("curves.json")
    @Produces(MediaType.APPLICATION_JSON)
    public String curves(@PathParam("run") String name) {
        var _ = shell.of(name, name);
        return Curves.json(name, runs.events(name));
    }

    /** The very file that {@code grpo report} writes. */
    @GET
    @Path("metrics.csv")
    @Produces("text/csv;charset=UTF-8")
    public String metrics(@PathParam("run") String name) {
        var _ = shell.of(name, name);
        return MetricsCsv.of(runs.events(name).steps());
    }

    @GET
    @Path("steps")
    public String steps(@PathParam("run") String name) {
        return steps.data("page", shell.of("Steps of " + name, name))
                .data("run", name)
                .data("rows", RunView.steps(runs.events(name)))
                .render();
    }

    @GET
    @Path("steps/{step}")
    public String step(@PathParam("run") String name, @PathParam("step") long number) {
        var page = shell.of("Step %d of %s".formatted(number, name), name);
        TrainingStep found = runs.step(name, number)
                .orElseThrow(() -> new NotFoundException(
                        "The log of run '%s' has no step %d, or not yet.".formatted(name, number)));
        return step.data("page", page)
                .data("view", StepView.of(name, found, ifThere(name, number - 1), ifThere(name, number + 1), groups))
                .render();
    }

    /** A step's number; 0 where the log has no such step, be it for a fork's first or for the newest one. */
    private long ifThere(String name, long number) {
        return runs.step(name, number).isPresent() ? number : 0;
    }

    /** Says that there is something new, once a second at most; the browser then asks for what it shows. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<String> events(@PathParam("run") String name) {
        var _ = shell.of(name, name);
        return Multi.createFrom()
                .ticks()
                .every(TICK)
                .onOverflow()
                .drop()
                .map(_ -> shell.event(name))
                .skip()
                .repetitions();
    }
}
