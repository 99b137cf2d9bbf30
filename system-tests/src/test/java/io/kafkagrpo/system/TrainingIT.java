package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.Grpo;
import io.kafkagrpo.cli.launch.Services;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole product: the command, the broker, the three packaged services, the built-in model. */
class TrainingIT {
    private static final long STEPS = 60;
    private static final int GROUPS_PER_STEP = 8;
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");

    /** Kept where the test fails: its logs and topics tell why. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void theRewardRisesAndTheSameCommandPrintsTheReportAgain() throws Exception {
        // Given a run of the default configuration past the rise: 40 steps end in the middle of it, where one run
        // is several steps ahead of another
        String[] arguments = {
            "arithmetic",
            "--set",
            "steps=" + STEPS,
            "--set",
            "optimizer.schedule=constant",
            "--set",
            "optimizer.warmup-steps=2",
            "--set",
            "evaluation.limit=100",
            "--set",
            "evaluation.every=0",
            "--page"
        };
        RunProbe probe = new RunProbe(directory, "arithmetic");
        // When
        probe.start(arguments);
        // Then it is seen on its page while it trains
        probe.await("its page", () -> page().contains("arithmetic"));
        assertThat(page()).contains("text/html").doesNotContain("Exception");
        assertThat(probe.exitCode()).isZero();
        JsonNode report = probe.report();
        assertThat(report.get("steps").asLong()).isEqualTo(STEPS);
        assertThat(report.get("weight_versions").asLong()).isEqualTo(STEPS + 1);
        assertThat(report.get("groups_trained").asLong()).isEqualTo(STEPS * 16);
        assertThat(report.get("max_staleness_seen").asLong()).isLessThanOrEqualTo(1);
        assertThat(report.get("accuracy_after").asDouble())
                .isGreaterThan(report.get("accuracy_before").asDouble() + 0.3);
        assertThat(report.get("reward_after").asDouble())
                .isGreaterThan(report.get("reward_before").asDouble() + 0.4);
        assertThat(directory.resolve("model/model.safetensors")).isNotEmptyFile();
        assertThat(Files.readString(directory.resolve("reward.svg"))).contains("<svg");
        // And a finished run is not trained again
        probe.start(arguments);
        assertThat(probe.exitCode()).isZero();
        assertThat(probe.report().get("weights_sha256")).isEqualTo(report.get("weights_sha256"));
        // And its whole log holds
        CommandRun audit = CommandRun.of("audit", directory.toString());
        assertThat(audit.out()).contains("%d training steps, finished".formatted(STEPS), "Everything holds.");
        assertThat(audit.exitCode()).isZero();
    }

    @Test
    void killedServicesLoseNothingAndTrainNothingTwice() throws Exception {
        // Given a run in full swing
        int steps = 16;
        RunProbe probe = new RunProbe(directory, "arithmetic");
        probe.start(
                "arithmetic",
                "--set",
                "steps=" + steps,
                "--set",
                "groups-per-step=" + GROUPS_PER_STEP,
                "--set",
                "evaluation.limit=20",
                "--set",
                "evaluation.every=0",
                "--set",
                "learner.checkpoint-every=4");
        // When each service dies once, at another time
        probe.awaitStep(3);
        probe.kill(Services.GENERATOR);
        probe.awaitStep(6);
        probe.kill(Services.REWARD);
        probe.awaitStep(9);
        probe.kill(Services.LEARNER);
        // Then the run ends as planned
        assertThat(probe.exitCode()).isZero();
        assertThat(probe.report().get("groups_trained").asLong()).isEqualTo((long) steps * GROUPS_PER_STEP);
        // And the topics show each group ended once and trained at most once, in steps without a gap
        try (EmbeddedBroker broker = probe.broker()) {
            probe.log(broker).assertNothingLostNothingTwice(steps, GROUPS_PER_STEP);
        }
        // And the run, deaths and all, can be recomputed from its initial weights and its log
        assertThat(Grpo.commandLine().execute("replay", directory.toString())).isZero();
    }

    /**
     * What the page of the run says at the address that its log names, with its type; empty while it isn't there.
     */
    private String page() throws IOException, InterruptedException {
        Path log = directory.resolve("logs/dashboard.log");
        Matcher address = LISTENING.matcher(Files.exists(log) ? Files.readString(log) : "");
        if (!address.find()) {
            Thread.sleep(RunProbe.POLL); // a file has no event that is simpler than this
            return "";
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(address.group(1) + "/runs/arithmetic"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.headers().firstValue("Content-Type").orElse("") + answer.body();
        }
    }
}
