package io.kafkagrpo.system.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkagrpo.meter.MeterTable;
import io.kafkagrpo.report.alert.Alert;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What Prometheus and Grafana are given says the same as the code and the documentation. */
class ObserveTest {
    private static final Path ROOT = Path.of("..");
    private static final Path OBSERVE = ROOT.resolve("docker/observe");
    private static final Pattern NAMES = Pattern.compile("__name__=~\"([^\"]+)\"");
    private static final Pattern METER = Pattern.compile("kafka_grpo_[a-z0-9_]+");

    @Test
    void composeAndKubernetesHaveTheSameRules() throws Exception {
        Object ofCompose =
                Objects.requireNonNull(yaml(OBSERVE.resolve("rules.yml")).get("groups"));
        @Nullable
        Object ofKubernetes =
                yaml(ROOT.resolve("k8s/components/monitoring/rules.yaml")).get("spec");
        assertThat(ofKubernetes).isEqualTo(Map.of("groups", ofCompose));
        assertThat(yaml(OBSERVE.resolve("prometheus.yml"))).containsEntry("rule_files", List.of("rules.yml"));
        assertThat(ROOT.resolve("docker-compose.yml"))
                .content()
                .contains("/observe/rules.yml:/etc/prometheus/rules.yml");
    }

    @Test
    void everyAlertHasItsRule() throws Exception {
        assertThat(rules())
                .extracting(rule -> rule.get("alert"))
                .containsExactlyElementsOf(
                        Arrays.stream(Alert.values()).map(Alert::rule).toList());
    }

    @ParameterizedTest
    @EnumSource
    void ruleAndDocumentationSayWhatTheAlertSays(Alert alert) throws Exception {
        Map<String, Object> rule = rules().stream()
                .filter(each -> alert.rule().equals(each.get("alert")))
                .findFirst()
                .orElseThrow();
        assertThat(rule)
                .containsEntry(
                        "annotations",
                        Map.of("summary", alert.title(), "description", alert.meaning(), "remedy", alert.remedy()));
        // a limit is a number of the expression, or, of what must last, its time
        String limit = alert.limit() == Math.rint(alert.limit())
                ? Long.toString(Math.round(alert.limit()))
                : Double.toString(alert.limit());
        switch (alert) {
            case GENERATOR_STUCK -> assertThat(rule).containsEntry("for", Long.parseLong(limit) / 60 + "m");
            case REWARD_NOT_A_NUMBER ->
                assertThat(String.valueOf(rule.get("expr"))).contains("!=");
            default -> assertThat(String.valueOf(rule.get("expr"))).containsPattern("> " + limit + "(\\s|$)");
        }
        assertThat(ROOT.resolve("docs/operations.md"))
                .content()
                .contains(
                        "| %s: %s | %s | %s |".formatted(alert.rule(), alert.title(), alert.meaning(), alert.remedy()));
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleIsTriedBothWays(Alert alert) throws Exception {
        List<String> names = list(yaml(OBSERVE.resolve("rules-test.yml")).get("tests")).stream()
                .map(test -> String.valueOf(test.get("name")))
                .toList();
        assertThat(names)
                .anyMatch(name -> name.startsWith(alert.rule() + " fires: "))
                .anyMatch(name -> name.startsWith(alert.rule() + " does not: "));
    }

    @Test
    void theCasesOfTheRulesAreAsPromtoolFindsThem(@TempDir Path folder) throws Exception {
        String tested =
                promtool("test", "rules", OBSERVE.resolve("rules-test.yml").toString());
        assertThat(tested).contains("SUCCESS");
        // With a file for the page's token, which is in the container alone
        Path token = Files.writeString(folder.resolve("token"), "a token");
        String configuration = Files.readString(OBSERVE.resolve("prometheus.yml"))
                .replace("/tmp/dashboard-token", token.toString())
                .replace(
                        "[rules.yml]",
                        "[%s]".formatted(OBSERVE.resolve("rules.yml").toAbsolutePath()));
        Path whole = Files.writeString(folder.resolve("prometheus.yml"), configuration);
        assertThat(promtool("check", "config", whole.toString()))
                .contains("%d rules found".formatted(Alert.values().length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rules.yml", "dashboards/run.json"})
    void everyMeterThatIsAskedForIsInTheTable(String file) throws Exception {
        List<String> names = METER.matcher(Files.readString(OBSERVE.resolve(file)))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(names)
                .isNotEmpty()
                .allMatch(name -> MeterTable.all().stream().anyMatch(meter -> meter.isShownAs(name)));
    }

    @Test
    void everyMeterHasAPanel() throws Exception {
        // Given what Grafana's panels ask for: meters by name, or several by a pattern
        List<String> asked = new ArrayList<>();
        List<Pattern> patterns = new ArrayList<>();
        JsonNode dashboard = new ObjectMapper()
                .readTree(OBSERVE.resolve("dashboards/run.json").toFile());
        for (JsonNode expression : dashboard.findValues("expr")) {
            METER.matcher(expression.asText()).results().map(MatchResult::group).forEach(asked::add);
            NAMES.matcher(expression.asText())
                    .results()
                    .map(match -> Pattern.compile(match.group(1)))
                    .forEach(patterns::add);
        }
        // Then there is none that nobody looks at
        assertThat(MeterTable.all())
                .allMatch(meter -> asked.stream().anyMatch(meter::isShownAs)
                        || patterns.stream()
                                .anyMatch(pattern ->
                                        pattern.matcher(meter.shown()).matches()));
    }

    /** What it prints; the test is skipped where there is none. */
    private static String promtool(String... arguments) throws Exception {
        Prometheus.assumeInstalled("promtool");
        Process process = new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String said;
        try (InputStream output = process.getInputStream()) {
            said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static List<Map<String, Object>> rules() throws IOException {
        return list(list(yaml(OBSERVE.resolve("rules.yml")).get("groups"))
                .getFirst()
                .get("rules"));
    }

    @SuppressWarnings("unchecked") // of YAML, lists of objects
    private static List<Map<String, Object>> list(@Nullable Object of) {
        return (List<Map<String, Object>>) Objects.requireNonNull(of);
    }

    private static Map<String, Object> yaml(Path file) throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    }
}
