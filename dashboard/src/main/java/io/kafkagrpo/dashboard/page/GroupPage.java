package io.kafkagrpo.dashboard.page;

import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TextFormat;
import io.kafkagrpo.dashboard.query.GroupQueries;
import io.kafkagrpo.dashboard.query.GroupRow;
import io.kafkagrpo.dashboard.query.LogPlaces;
import io.kafkagrpo.dashboard.query.RunQueries;
import io.kafkagrpo.dashboard.text.TokenTexts;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.dashboard.view.GroupView;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A group: its prompt and its completions, as the log has them. */
@Path("/runs/{run}/groups/{group}")
@Singleton
@Blocking
public class GroupPage {
    private final Template group;
    private final Shell shell;
    private final GroupQueries groups;
    private final RunQueries runs;
    private final LogPlaces log;
    private final TokenTexts tokens;

    GroupPage(Template group, Shell shell, GroupQueries groups, RunQueries runs, LogPlaces log, TokenTexts tokens) {
        this.group = group;
        this.shell = shell;
        this.groups = groups;
        this.runs = runs;
        this.log = log;
        this.tokens = tokens;
    }

    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    public String show(
            @PathParam("run") String run,
            @PathParam("group") String id,
            @QueryParam("colour") @Nullable String colour) {
        var page = shell.of("Group %s".formatted(VisibleText.line(id, 60)), run);
        GroupRow row = row(run, id);
        @Nullable ScoredGroup scored = scored(run, row).orElse(null);
        PromptGroup prompt = scored == null ? prompt(run, row) : scored.getPrompt();
        return group.data("page", page)
                .data("view", GroupView.of(run, row, prompt, scored, tokens, Parameters.colour(colour)))
                .render();
    }

    /** The record itself, as Protobuf writes it for people. */
    @GET
    @Path("record.txt")
    @Produces(MediaType.TEXT_PLAIN + ";charset=UTF-8")
    public String record(@PathParam("run") String run, @PathParam("group") String id) {
        var _ = shell.of(id, run);
        GroupRow row = row(run, id);
        Optional<ScoredGroup> scored = scored(run, row);
        MessageOrBuilder record = scored.isPresent() ? scored.get() : prompt(run, row);
        return TextFormat.printer().printToString(record);
    }

    private GroupRow row(String run, String id) {
        return groups.group(run, id)
                .orElseThrow(() -> new NotFoundException("The log of run '%s' has no group '%s', or it is not read yet."
                        .formatted(run, VisibleText.line(id, 100))));
    }

    /** The group's end; none while it has none. */
    private Optional<ScoredGroup> scored(String run, GroupRow row) {
        if (row.scoredOffset() < 0) {
            return Optional.empty();
        }
        Topics topics = new Topics(run);
        Optional<ScoredGroup> found = log.read(
                        header(run),
                        ScoredGroup.getDefaultInstance(),
                        topics.scoredGroups(),
                        row.partition(),
                        row.scoredOffset())
                .filter(group -> group.getPrompt().getGroupId().equals(row.id()));
        if (found.isEmpty()) {
            throw new NotFoundException(
                    "The group '%s' has ended, but its record is no longer in the log: at offset %d of %s-%d there is nothing of it."
                            .formatted(
                                    VisibleText.line(row.id(), 100),
                                    row.scoredOffset(),
                                    topics.scoredGroups(),
                                    row.partition()));
        }
        return found;
    }

    private PromptGroup prompt(String run, GroupRow row) {
        Optional<PromptGroup> found = row.promptOffset() < 0
                ? Optional.empty()
                : log.read(
                                header(run),
                                PromptGroup.getDefaultInstance(),
                                new Topics(run).prompts(),
                                row.promptPartition(),
                                row.promptOffset())
                        .filter(prompt -> prompt.getGroupId().equals(row.id()));
        return found.orElseThrow(
                () -> new NotFoundException("The prompt of group '%s' is not read yet, or no longer in the log."
                        .formatted(VisibleText.line(row.id(), 100))));
    }

    /** A run that was begun again under its name has other headers: the index knows none of its records. */
    private RunHeader header(String run) {
        return runs.started(run).map(RunHeader::of).orElse(RunHeader.NONE);
    }
}
