package io.kafkagrpo.cli.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.report.StatusLine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What keeps the learner from its next step: training groups that fail one after another, or that it waits for. The
 * log tells it only with the next step, which never comes where every group fails.
 */
public final class LearnerTrouble implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final JsonMapper JSON = new JsonMapper();

    private final HealthCheck health = new HealthCheck();
    private Instant next = Instant.MIN;
    private String words = "";

    /**
     * For people: how many, and why the newest failed, or how long it waits; empty while there is none. Asks at
     * most once a second, and keeps its words where the learner doesn't answer.
     */
    public String words(@Nullable ChildProcess learner) throws InterruptedException {
        Instant now = Instant.now();
        if (learner != null && now.isAfter(next)) {
            next = now.plus(PAUSE);
            try {
                words = words(JSON.readTree(health.ask(HealthCheck.Question.READY, "127.0.0.1", learner.port())
                        .body()));
            } catch (IOException away) {
                System.getLogger(LearnerTrouble.class.getName())
                        .log(System.Logger.Level.DEBUG, "The learner does not answer", away);
            }
        }
        return words;
    }

    static String words(JsonNode health) {
        for (JsonNode check : health.path("checks")) {
            JsonNode data = check.path("data");
            long failed = data.path("failed-groups").asLong();
            if (failed > 0) {
                return "%d groups failed in a row: %s"
                        .formatted(failed, data.path("newest-reason").asText());
            }
            long awaited = data.path("awaited-groups").asLong();
            if (awaited > 0) {
                return "the next step waits for %d groups in flight, which it would make too old; it goes on without them in %s"
                        .formatted(
                                awaited,
                                StatusLine.clock(Duration.ofSeconds(
                                        data.path("awaited-seconds-left").asLong())));
            }
        }
        return "";
    }

    @Override
    public void close() {
        health.close();
    }
}
