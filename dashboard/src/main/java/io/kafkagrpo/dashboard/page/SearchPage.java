package io.kafkagrpo.dashboard.page;

import io.kafkagrpo.dashboard.query.CompletionQueries;
import io.kafkagrpo.dashboard.query.CompletionRow;
import io.kafkagrpo.dashboard.query.Search;
import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.view.SearchView;
import io.kafkagrpo.dashboard.view.SearchView.Hit;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Completions by what they are, and the same as files. */
@Path("/runs/{run}/search")
@Singleton
@Blocking
public class SearchPage {
    private static final int ROWS = 50;

    private final Template search;
    private final Shell shell;
    private final CompletionQueries completions;
    private final Exports exports;

    SearchPage(Template search, Shell shell, CompletionQueries completions, Exports exports) {
        this.search = search;
        this.shell = shell;
        this.completions = completions;
        this.exports = exports;
    }

    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    public String show(
            @PathParam("run") String run, @QueryParam("skip") @DefaultValue("0") long asked, @Context UriInfo address) {
        var page = shell.of("Completions of " + run, run);
        Parameters parameters = Parameters.of(address.getQueryParameters());
        Search wanted = parameters.search();
        long skip = Math.max(0, asked);
        // with one more it is known whether there are others behind
        List<CompletionRow> rows = completions.page(run, wanted, ROWS + 1, skip);
        List<Hit> hits = rows.stream().limit(ROWS).map(row -> Hit.of(run, row)).toList();
        boolean isEnd = rows.size() <= ROWS && (skip == 0 || !rows.isEmpty());
        long found = isEnd ? skip + hits.size() : completions.count(run, wanted);
        SearchView view = new SearchView(
                run,
                parameters.fields(),
                found,
                found > CompletionQueries.MOST_COUNTED && !isEnd
                        ? "more than " + Numbers.grouped(CompletionQueries.MOST_COUNTED)
                        : Numbers.grouped(found),
                hits.isEmpty() ? 0 : skip + 1,
                hits.isEmpty() ? 0 : skip + hits.size(),
                hits,
                parameters.query(),
                skip > 0 ? address(run, parameters, Math.max(0, Math.min(skip, found) - ROWS)) : null,
                rows.size() > ROWS ? address(run, parameters, skip + ROWS) : null);
        return search.data("page", page).data("view", view).render();
    }

    private static @Nullable String address(String run, Parameters parameters, long skip) {
        return "/runs/%s/search?%s&skip=%d".formatted(run, parameters.query(), skip);
    }

    /** Every completion that is found, one JSON object a line; texts as far as the index keeps them. */
    @GET
    @Path("completions.jsonl")
    public Response jsonLines(@PathParam("run") String run, @Context UriInfo address, @Context RoutingContext answer) {
        return export(run, address, answer, "application/jsonl", "", CompletionExport::json);
    }

    /** The same as comma-separated values. */
    @GET
    @Path("completions.csv")
    public Response csv(@PathParam("run") String run, @Context UriInfo address, @Context RoutingContext answer) {
        return export(run, address, answer, "text/csv;charset=UTF-8", CompletionExport.CSV_HEAD, CompletionExport::csv);
    }

    private Response export(
            String run,
            UriInfo address,
            RoutingContext answer,
            String type,
            String head,
            Function<CompletionRow, String> line) {
        var _ = shell.of(run, run);
        Search wanted = Parameters.of(address.getQueryParameters()).search();
        exports.begin(free -> answer.addEndHandler(_ -> free.run()));
        StreamingOutput lines = out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            writer.write(head);
            try {
                completions.each(run, wanted, Long.MAX_VALUE, 0, row -> write(writer, line.apply(row)));
            } catch (UncheckedIOException gone) {
                throw gone.getCause();
            }
            writer.flush();
        };
        return Response.ok(lines, type)
                .header("Content-Disposition", "attachment")
                .build();
    }

    private static void write(Writer writer, String line) {
        try {
            writer.write(line);
            writer.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
