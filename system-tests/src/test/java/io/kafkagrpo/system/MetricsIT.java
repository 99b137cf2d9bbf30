package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.meter.MeterTable;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.report.tensorboard.EventFiles;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.util.Event;

/**
 * Where a run's figures can be seen: while it goes on, with the packaged services, and afterwards in its folder.
 */
class MetricsIT {
    private static final int STEPS = 12;

    /** Kept where the test fails: its logs and topics tell why. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void aRunShowsItsFiguresToPrometheusAndTensorBoardAndKeepsItsBestModel() throws Exception {
        // Given a run with everything measured, that is evaluated often with several samples
        RunProbe probe = new RunProbe(directory, "arithmetic");
        probe.start(
                "arithmetic",
                "--set",
                "steps=" + STEPS,
                "groups-per-step=4",
                "evaluation.every=3",
                "evaluation.limit=10",
                "evaluation.samples=4",
                "evaluation.temperature=1",
                "objective.kl-coefficient=0.01",
                "objective.correction=decoupled",
                "objective.importance-upper=2");
        // When somebody looks while it goes on
        probe.awaitStep(2);
        assertThat(scraped(probe, Services.LEARNER))
                .contains("kafka_grpo_step ", "kafka_grpo_reward_mean ", "kafka_grpo_evaluation_pass_at_4 ")
                .contains("kafka_grpo_staleness_max ", "kafka_grpo_learner_tokens_per_second ")
                .contains("kafka_grpo_phase_seconds_count{phase=\"wait\"")
                .contains("kafka_grpo_groups_dropped_total{reason=\"stale\"");
        assertThat(scraped(probe, Services.GENERATOR))
                .contains("kafka_grpo_generator_tokens_total ", "kafka_grpo_generator_version ");
        assertThat(scraped(probe, Services.REWARD)).contains("kafka_stream_", "kafka_grpo_rewards_total{");
        everyMeterIsInTheTable(probe);
        assertThat(probe.exitCode()).isZero();
        // Then the log, the event file and the best model tell the same events
        try (EmbeddedBroker broker = probe.broker()) {
            RunLog log = probe.log(broker);
            List<TrainingStep> steps = log.steps();
            List<Evaluation> evaluations = log.evaluations();
            samplerAndLearnerAgree(steps);
            theEventFileHolds(steps, evaluations);
            theBestModelIs(steps, evaluations);
            log.assertAuditFindsNothing();
        }
    }

    /** And those of Kafka's clients are there, by the names that rules and panels ask for. */
    private static void everyMeterIsInTheTable(RunProbe probe) throws Exception {
        for (String service : List.of(Services.LEARNER, Services.GENERATOR, Services.REWARD)) {
            String text = scraped(probe, service);
            assertThat(text.lines()
                            .filter(line -> line.startsWith("kafka_grpo_"))
                            .map(line -> line.split("[ {]")[0]))
                    .as(service)
                    .isNotEmpty()
                    .allMatch(name -> MeterTable.all().stream().anyMatch(meter -> meter.isShownAs(name)));
            // Micrometer, which the reward-service has from Quarkus, binds those of single topics a
            // minute after the
            // start
            String lag = service.equals(Services.REWARD) ? "records_lag_max\\{" : "records_lag\\{.*topic=";
            String sent =
                    service.equals(Services.REWARD) ? "record_send_total\\{" : "topic_record_send_total\\{.*topic=";
            assertThat(text)
                    .as(service)
                    .containsPattern("kafka_consumer_fetch_manager_" + lag)
                    .containsPattern("kafka_producer_" + sent);
        }
    }

    /** The first step's samples are all of the version that it starts from. */
    private static void samplerAndLearnerAgree(List<TrainingStep> steps) {
        Map<String, Double> first = steps.getFirst().getMetricsMap();
        assertThat(first.get("mismatch_kl/tokens")).isPositive().isLessThanOrEqualTo(first.get("tokens/counted"));
        assertThat(first.get("mismatch_kl")).isBetween(0.0, 1e-6);
        assertThat(first).containsKeys("importance_weight/min", "effective_sample_size", "kl", "entropy");
        assertThat(steps.getLast().getMetricsMap()).containsKeys("seconds/publish_before", "seconds/checkpoint_before");
    }

    private void theEventFileHolds(List<TrainingStep> steps, List<Evaluation> evaluations) throws IOException {
        List<Event> events = EventFiles.read(EventFiles.only(directory.resolve("tensorboard")));
        List<Event> told = events.stream()
                .filter(event -> EventFiles.scalars(event).containsKey("reward/mean"))
                .toList();
        assertThat(told)
                .extracting(Event::getStep)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, STEPS).boxed().toList());
        for (int i = 0; i < STEPS; i++) {
            Map<String, Float> scalars = EventFiles.scalars(told.get(i));
            assertThat(scalars).hasSize(steps.get(i).getMetricsCount());
            steps.get(i)
                    .getMetricsMap()
                    .forEach((name, value) -> assertThat(scalars).containsEntry(name, value.floatValue()));
        }
        assertThat(events.stream()
                        .filter(event -> EventFiles.scalars(event).containsKey("evaluation/pass_at_4"))
                        .map(Event::getStep))
                .containsExactlyElementsOf(
                        evaluations.stream().map(Evaluation::getStep).toList())
                .contains(0L, 3L, (long) STEPS);
    }

    private void theBestModelIs(List<TrainingStep> steps, List<Evaluation> evaluations) throws IOException {
        Evaluation best = evaluations.stream()
                .min(Comparator.comparingDouble((Evaluation evaluation) -> -evaluation.getResultsOrThrow("accuracy"))
                        .thenComparingLong(Evaluation::getVersion))
                .orElseThrow();
        JsonNode kept = new ObjectMapper()
                .readTree(directory.resolve("best-model/best.json").toFile());
        assertThat(kept.get("version").asLong()).isEqualTo(best.getVersion());
        assertThat(kept.get("value").asDouble()).isEqualTo(best.getResultsOrThrow("accuracy"));
        if (best.getVersion() > 0) {
            assertThat(kept.get("weights_sum").asText())
                    .isEqualTo("%016x"
                            .formatted(steps.get((int) best.getVersion() - 1).getWeightsSum()));
        }
        assertThat(directory.resolve("evaluating")).isEmptyDirectory();
        // And it is a model like any other
        CommandRun generated = CommandRun.of(
                "generate",
                directory.resolve("best-model").toString(),
                "--raw",
                "--prompt",
                "12 plus 7",
                "--max-tokens",
                "4",
                "--threads",
                "1"); // as the bench of staleness, which may have started libtorch in this JVM
        assertThat(generated.exitCode()).isZero();
    }

    /** What a service shows at the address that its log names. */
    private static String scraped(RunProbe probe, String service) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(probe.awaitAddress(service).resolve("/q/metrics"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            // The client asks to change over to HTTP/2, in which answers were lost.
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            return answer.body();
        }
    }
}
