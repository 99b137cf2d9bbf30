package io.kafkagrpo.dashboard.browser;

import io.kafkagrpo.browser.Chromium;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/**
 * Deque's axe-core on the page that a browser shows: it finds what shuts out people who see little or use no mouse.
 */
final class Axe {
    private static final String FOUND = """
            axe.run(document, {resultTypes: ['violations']}).then(result => result.violations
              .filter(violation => ['serious', 'critical'].includes(violation.impact))
              .map(violation => violation.id + ', ' + violation.help + ': '
                + violation.nodes.slice(0, 3).map(node => node.target.join(' ') + ' ' + node.failureSummary).join('; ')))
            """;

    private final String script;

    private Axe(String script) {
        this.script = script;
    }

    static Axe load() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open("META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
            properties.load(in);
        }
        String file = "META-INF/resources/webjars/axe-core/%s/axe.min.js".formatted(properties.getProperty("version"));
        try (InputStream in = open(file)) {
            return new Axe(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** What is serious or critical: rule, and the first elements that break it. */
    List<String> violations(Chromium browser) throws Exception {
        browser.evaluate(script + ";true");
        List<String> found = new ArrayList<>();
        browser.evaluate(FOUND).forEach(violation -> found.add(violation.asText()));
        return found;
    }

    private static InputStream open(String resource) {
        return Objects.requireNonNull(
                Thread.currentThread().getContextClassLoader().getResourceAsStream(resource), resource);
    }
}
