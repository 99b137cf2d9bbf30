package io.kafkagrpo.dashboard.page;

import io.kafkagrpo.dashboard.index.IndexException;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.quarkus.qute.Template;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.apache.kafka.common.KafkaException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is shown in place of a view that can't be: one sentence, and a way back. */
@Singleton
public class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final Template problem;
    private final Shell shell;

    Problems(Template problem, Shell shell) {
        this.problem = problem;
        this.shell = shell;
    }

    @ServerExceptionMapper
    public Response of(WebApplicationException wrong) {
        int status = wrong.getResponse().getStatus();
        String sentence = String.valueOf(wrong.getMessage());
        return page(
                status,
                sentence.startsWith("HTTP ") || sentence.startsWith("Unable to find")
                        ? "There is no such page."
                        : sentence);
    }

    @ServerExceptionMapper
    public Response of(KafkaException failure) {
        return page(503, "Kafka doesn't give what is asked for: " + failure.getMessage());
    }

    @ServerExceptionMapper
    public Response of(IndexException failure) {
        LOG.error("A view failed.", failure);
        return page(500, String.valueOf(failure.getMessage()));
    }

    private Response page(int status, String sentence) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(problem.data("page", shell.of("Not to be shown"))
                        .data("sentence", VisibleText.line(sentence, VisibleText.LONGEST_LINE))
                        .render())
                .build();
    }
}
