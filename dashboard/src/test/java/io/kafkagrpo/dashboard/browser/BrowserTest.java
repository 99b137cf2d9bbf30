package io.kafkagrpo.dashboard.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kafkagrpo.browser.Chromium;
import io.kafkagrpo.dashboard.DashboardSettings;
import io.kafkagrpo.dashboard.RecordedRun;
import io.kafkagrpo.dashboard.RunsInKafka;
import io.kafkagrpo.dashboard.index.IndexState;
import io.kafkagrpo.record.KafkaClients;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every view in a real browser: in light and dark, on a phone's width and a screen's. Its pictures
 * are in target/screenshots.
 */
@QuarkusTest
@Timeout(600)
@QuarkusTestResource(RunsInKafka.class)
@SuppressWarnings("NullAway.Init") // injected, or made before each test
class BrowserTest {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String GROUP = "/runs/watched/groups/train-0-00000";

    private static final Map<String, String> VIEWS = new LinkedHashMap<>();

    static {
        VIEWS.put("runs", "/");
        VIEWS.put("run", "/runs/watched");
        VIEWS.put("young", "/runs/young");
        VIEWS.put("steps", "/runs/watched/steps");
        VIEWS.put("step", "/runs/watched/steps/7");
        VIEWS.put("group", GROUP + "040");
        VIEWS.put("group-versions", GROUP + "040?colour=version");
        VIEWS.put("group-scripts", GROUP + "000?colour=none");
        VIEWS.put("group-layout", GROUP + "001?colour=none");
        VIEWS.put("group-open", GROUP + "122");
        VIEWS.put("search", "/runs/watched/search?order=worst");
        VIEWS.put("search-nothing", "/runs/watched/search?least=99");
        VIEWS.put("compare", "/compare?a=watched&b=other");
        VIEWS.put("help", "/help");
        VIEWS.put("login", "/login");
        VIEWS.put("problem", "/runs/nobody");
    }

    @TestHTTPResource("/")
    URI root;

    @Inject
    IndexState state;

    @Inject
    DashboardSettings settings;

    private Chromium browser;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(
                Chromium.program().isPresent(),
                "SKIPPED: this machine has no Chromium; on Debian it is the package chromium");
        for (String run : List.of(RunsInKafka.WATCHED, RunsInKafka.OTHER, RunsInKafka.YOUNG)) {
            assertThat(state.awaitCaughtUp(run, Duration.ofSeconds(60))).as(run).isTrue();
        }
        browser = new Chromium(Chromium.program().get());
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void everyViewFitsIsForEverybodyRunsNothingForeignAndAsksNobodyElse() throws Exception {
        Axe axe = Axe.load();
        List<String> barriers = new ArrayList<>();
        for (String scheme : List.of("light", "dark")) {
            for (int width : new int[] {400, 1600}) {
                browser.look(width, scheme);
                for (Map.Entry<String, String> view : VIEWS.entrySet()) {
                    String name = "%s-%s-%d".formatted(view.getKey(), scheme, width);
                    browser.open(root.resolve(view.getValue()));
                    if (view.getKey().matches("run|young|compare")) {
                        browser.await("document.getElementById('curves').dataset.drawn !== undefined");
                    }
                    browser.screenshot(PICTURES.resolve(name + ".png"));
                    assertThat(browser.evaluate("window.hacked === undefined && document.querySelectorAll('main script,"
                                            + " main img, main svg, main iframe, main style, main base, main"
                                            + " meta').length === 0")
                                    .asBoolean())
                            .as(name)
                            .isTrue();
                    assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                    .asInt())
                            .as(name + " is no wider than its window")
                            .isLessThanOrEqualTo(width);
                    assertThat(browser.evaluate("getComputedStyle(document.body).colorScheme")
                                    .asText())
                            .as(name)
                            .isEqualTo(scheme);
                    axe.violations(browser).forEach(found -> barriers.add(name + ": " + found));
                }
            }
        }
        assertThat(barriers).isEmpty();
        assertThat(browser.errors()).allMatch(error -> error.contains("/runs/nobody"));
        assertThat(browser.requests())
                .isNotEmpty()
                .allSatisfy(address -> assertThat(address)
                        .matches(known -> known.startsWith(root.toString()) || known.startsWith("data:")));
    }

    @Test
    void aBarrierWouldBeFound() throws Exception {
        // Given a page with what nobody can read or name
        browser.look(400, "light");
        browser.open(root.resolve("/help"));
        browser.evaluate("document.getElementById('main').insertAdjacentHTML('beforeend',"
                + " '<p>pale</p><button></button><img src=\"data:,\">');"
                // the page's policy lets no attribute have styles
                + " document.querySelector('main > p:last-of-type').style.cssText = 'color: #ddd; background: #fff';");

        // When it is looked at, Then each is named
        assertThat(String.join("\n", Axe.load().violations(browser)))
                .contains("color-contrast", "button-name", "image-alt");
    }

    @Test
    void theCurvesAreThoseOfTheLogAndAStepIsOpenedFromThem() throws Exception {
        browser.look(1600, "light");
        browser.open(root.resolve("/runs/watched"));
        browser.await("document.getElementById('curves').dataset.drawn === '%d'".formatted(RunsInKafka.STEPS));

        // every figure that has values is drawn
        assertThat(browser.evaluate("[...document.querySelectorAll('figure canvas')].filter(c => !c.hidden).length")
                        .asInt())
                .isEqualTo(15);
        assertThat(browser.evaluate("Chart.getChart(document.querySelector('[data-figure=kl]"
                                + " canvas')).data.datasets[0].data.length")
                        .asInt())
                .isEqualTo(RunsInKafka.STEPS);

        // a click opens the nearest step
        browser.evaluate("(() => { const canvas = document.querySelector('[data-figure=kl] canvas'); const chart ="
                + " Chart.getChart(canvas); canvas.scrollIntoView(); const box = canvas.getBoundingClientRect(); for"
                + " (const type of ['mousemove', 'click']) canvas.dispatchEvent(new MouseEvent(type, {bubbles: true,"
                + " clientX: box.left + chart.scales.x.getPixelForValue(5), clientY: box.top + 60})); })()");
        browser.await("location.pathname === '/runs/watched/steps/5'");
    }

    @Test
    void whatIsNewAppearsByItself() throws Exception {
        // Given the page of a run that has only begun
        KafkaClients clients = new KafkaClients(settings.clients().bootstrapServers(), Map.of());
        try (RecordedRun run = RecordedRun.begin(clients, "live", Map.of("steps", "9"))) {
            assertThat(state.awaitCaughtUp("live", Duration.ofSeconds(60))).isTrue();
            browser.look(1600, "light");
            browser.open(root.resolve("/runs/live"));
            browser.evaluate("window.sameDocument = true");
            assertThat(browser.evaluate("document.querySelectorAll('#steps tbody tr').length")
                            .asInt())
                    .isZero();

            // When a step is committed, Then its row and its point come, and the page was not loaded again
            run.step(List.of(run.group(List.of("a", "b"))), run.group(List.of("c", "d")));
            browser.await("document.querySelectorAll('#steps tbody tr').length === 1"
                    + " && document.getElementById('curves').dataset.drawn === '1'");
            assertThat(browser.evaluate("window.sameDocument").asBoolean()).isTrue();
        }
    }

    @Test
    void whatFailsIsSaidUntilItWorksAgain() throws Exception {
        browser.look(1600, "light");
        browser.open(root.resolve("/runs/watched"));
        browser.await("document.getElementById('curves').dataset.drawn !== undefined");
        browser.evaluate("window.real = window.fetch; window.fetch = () => Promise.reject(new Error('no way'));"
                + " document.dispatchEvent(new Event('news'))");
        browser.await("document.getElementById('connection').textContent.includes('no way')");
        browser.evaluate("window.fetch = window.real; document.dispatchEvent(new Event('news'))");
        browser.await("document.getElementById('connection').textContent === ''");
    }

    @Test
    void keysAndTheSwitchOfColoursWork() throws Exception {
        browser.look(1600, "light");
        browser.open(root.resolve("/runs/watched/steps/7"));
        browser.press("ArrowRight");
        browser.await("location.pathname === '/runs/watched/steps/8' && document.readyState === 'complete'");
        browser.press("ArrowLeft");
        browser.await("location.pathname === '/runs/watched/steps/7' && document.readyState === 'complete'");
        browser.press("/");
        browser.await("location.pathname === '/runs/watched/search' && document.readyState === 'complete'");
        browser.press("/");
        browser.await("document.activeElement.name === 'text'");

        // the switch is remembered from page to page
        browser.evaluate("document.getElementById('theme').click()");
        browser.open(root.resolve("/runs/watched"));
        assertThat(browser.evaluate("getComputedStyle(document.body).colorScheme")
                        .asText())
                .isEqualTo("dark");
    }
}
