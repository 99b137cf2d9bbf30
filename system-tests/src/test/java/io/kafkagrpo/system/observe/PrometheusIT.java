package io.kafkagrpo.system.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.cli.launch.DashboardChild;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.report.alert.Alert;
import io.kafkagrpo.system.CommandProcess;
import io.kafkagrpo.system.RunProbe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A real Prometheus with compose's own configuration and rules asks the services of a run and its page; only the
 * addresses are others.
 */
class PrometheusIT {
    private static final Path ROOT = Path.of("..");
    private static final String TOKEN = "a-token-of-the-test";

    /** By the job's name: whom it asks, and a figure that it has from there. */
    private static final Map<String, String> SERVICES = Map.of(
            "learner", Services.LEARNER,
            "reward", Services.REWARD,
            "generator", Services.GENERATOR,
            "dashboard", DashboardChild.SERVICE);

    private static final Map<String, String> FIGURES = Map.of(
            "learner", "kafka_grpo_step",
            "reward", "kafka_grpo_rewards_total",
            "generator", "kafka_grpo_generator_tokens_total",
            "dashboard", "kafka_grpo_dashboard_records_total");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void itFindsEveryServiceUpAndHasTheirFigures() throws Exception {
        Prometheus.assumeInstalled("prometheus");
        // Given a run that goes on until it is asked to end, with its page, which asks for a token
        Path directory = folder.resolve("run");
        RunProbe probe = new RunProbe(directory, "arithmetic");
        Map<String, String> environment = Map.of("GRPO_DASHBOARD_TOKEN", TOKEN);
        try (CommandProcess command = new CommandProcess(folder, environment, List.of("-Xmx1g"), train(directory))) {
            probe.follow(command);
            Map<String, URI> addresses = new HashMap<>();
            for (Map.Entry<String, String> service : SERVICES.entrySet()) {
                addresses.put(service.getKey(), probe.awaitAddress(service.getValue()));
            }
            assertThat(statusWithoutToken(addresses.get("dashboard"))).isEqualTo(401);
            probe.awaitStep(2);
            // When Prometheus is started
            try (Prometheus prometheus = new Prometheus(configuration(addresses), folder.resolve("tsdb"))) {
                // Then each service is up, and has told a figure of ours that has grown
                probe.await("every target up", () -> all(prometheus.targets(), "health", "up", SERVICES.size()));
                for (Map.Entry<String, String> figure : FIGURES.entrySet()) {
                    String expression = "%s{job=\"%s\"} > 0".formatted(figure.getValue(), figure.getKey());
                    probe.await(
                            expression, () -> held(!prometheus.query(expression).isEmpty()));
                }
                assertThat(prometheus.query("kafka_grpo_dashboard_runs"))
                        .singleElement()
                        .satisfies(series -> assertThat(
                                        series.path("value").path(1).asText())
                                .isEqualTo("1"));
                // And every rule was evaluated over them
                probe.await(
                        "every rule evaluated", () -> all(prometheus.rules(), "health", "ok", Alert.values().length));
                assertThat(prometheus.rules())
                        .extracting(rule -> rule.path("name").asText())
                        .containsExactlyElementsOf(
                                Arrays.stream(Alert.values()).map(Alert::rule).toList());
            }
            command.askToEnd();
            assertThat(command.exitCode()).as(command.err()).isEqualTo(CommandProcess.ASKED_TO_END);
        }
    }

    private static int statusWithoutToken(@Nullable URI page) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(Objects.requireNonNull(page).resolve("/q/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static boolean all(JsonNode nodes, String field, String value, int size) throws InterruptedException {
        int count = 0;
        for (JsonNode node : nodes) {
            count += node.path(field).asText().equals(value) ? 1 : 0;
        }
        return held(count == size && nodes.size() == size);
    }

    /** Prometheus tells nobody when it has asked: whoever waits looks again. */
    private static boolean held(boolean what) throws InterruptedException {
        if (!what) {
            Thread.sleep(RunProbe.POLL);
        }
        return what;
    }

    /** Compose's own, which asks more often; the addresses are this run's, and so is the page's token. */
    private Path configuration(Map<String, URI> addresses) throws IOException {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        Map<String, Object> whole = yaml.load(Files.readString(ROOT.resolve("docker/observe/prometheus.yml")));
        whole.put("global", Map.of("scrape_interval", "1s", "evaluation_interval", "1s"));
        whole.put(
                "rule_files",
                List.of(ROOT.resolve("docker/observe/rules.yml")
                        .toAbsolutePath()
                        .toString()));
        List<Object> jobs = new ArrayList<>();
        for (Object job : (List<?>) Objects.requireNonNull(whole.get("scrape_configs"))) {
            jobs.add(at((Map<?, ?>) job, addresses));
        }
        whole.put("scrape_configs", jobs);
        return Files.writeString(folder.resolve("prometheus.yml"), new Yaml().dump(whole));
    }

    private Map<String, Object> at(Map<?, ?> job, Map<String, URI> addresses) throws IOException {
        Map<String, Object> here = new LinkedHashMap<>();
        job.forEach((key, value) -> here.put(String.valueOf(key), value));
        here.remove("dns_sd_configs");
        if (here.containsKey("authorization")) {
            Path token = Files.writeString(folder.resolve("token"), TOKEN);
            assertThat(here.put("authorization", Map.of("credentials_file", token.toString())))
                    .isEqualTo(Map.of("credentials_file", "/tmp/dashboard-token"));
        }
        URI address = Objects.requireNonNull(
                addresses.get(String.valueOf(job.get("job_name"))), () -> "an address for " + job);
        here.put("static_configs", List.of(Map.of("targets", List.of(address.getAuthority()))));
        return here;
    }

    private static List<String> train(Path directory) {
        return List.of(
                "train",
                "arithmetic",
                "--page",
                "--set",
                "steps=100000",
                "groups-per-step=4",
                "evaluation.every=0",
                "--run-dir",
                directory.toString());
    }
}
