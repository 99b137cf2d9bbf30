package io.kafkagrpo.dashboard.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.browser.Chromium;
import io.kafkagrpo.dashboard.HostileTexts;
import io.kafkagrpo.dashboard.RunsInKafka;
import io.kafkagrpo.dashboard.index.IndexState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand hostile texts in a real browser, on a phone's width and a screen's: nothing of them runs, also where a
 * browser knows no Content-Security-Policy, and every part of the page stays where it belongs.
 */
@QuarkusTest
@Timeout(600)
@QuarkusTestResource(RunsInKafka.class)
@SuppressWarnings("NullAway.Init") // injected, or made before each test
class HostileBrowserTest {
    private static final String RUN = "/runs/" + RunsInKafka.HOSTILE;
    private static final int THOUSAND = HostileTexts.thousand().size();
    private static final int GROUPS = 25;
    private static final int HITS = 50;

    /** Where the page's own frame is, and what is wrong with what stands in it. */
    private static final String LOOK = """
            (() => {
              document.querySelectorAll('details').forEach(part => part.open = true);
              const page = document.documentElement;
              page.style.overflowY = 'scroll'; // else the window is as wide as the page is long
              const wrong = [];
              const within = (name, box) => {
                if (box.left < -1 || box.right > page.clientWidth + 1) wrong.push(name + ' reaches from ' + box.left + ' to ' + box.right);
              };
              const right = element => element.getBoundingClientRect().right;
              const name = element => element.tagName + '.' + element.className + ' ' + element.textContent.slice(0, 30);
              if (page.scrollWidth > page.clientWidth) {
                const widest = [...document.querySelectorAll('body *')].filter(element => !element.closest('.scroll'))
                  .reduce((a, b) => right(a) > right(b) ? a : b);
                wrong.push('the page is ' + page.scrollWidth + ' wide, for ' + name(widest));
              }
              for (const text of document.querySelectorAll('.hostile, main td, main tbody th, main dt, main dd, .member p')) {
                if (!text.closest('.scroll')) within(name(text), text.getBoundingClientRect());
                // marks upon marks are painted outside of their line, which no measure of a box tells
                if (getComputedStyle(text).overflowY === 'visible') wrong.push(name(text) + ' may paint over others');
              }
              const parts = [...document.querySelectorAll('header, main, footer')];
              const entries = [...document.querySelectorAll('.hits li, .member')];
              for (const list of [parts, entries]) {
                const boxes = list.map(entry => entry.getBoundingClientRect());
                boxes.forEach((a, i) => {
                  within(name(list[i]), a);
                  for (const b of boxes.slice(i + 1)) {
                    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) {
                      wrong.push(name(list[i]) + ' lies over another');
                    }
                  }
                });
              }
              const foreign = 'main script, main img, main svg, main iframe, main style, main base, main meta, main object,'
                + ' main embed, main math, main form form, main [onload], main [onerror], main [style]';
              document.querySelectorAll(foreign).forEach(element => wrong.push(name(element) + ' is no markup of ours'));
              [...document.links].filter(link => link.origin !== location.origin)
                .forEach(link => wrong.push('a link to ' + link.href));
              if (window.hacked !== undefined) wrong.push('a script ran');
              const frame = ['header', 'header nav', '#theme', 'main'].map(selector => {
                const box = document.querySelector(selector).getBoundingClientRect();
                return [selector, box.left, box.top, box.width, selector === 'main' ? '' : box.height].join(' ');
              });
              return {wrong, frame: frame.join('; '), nav: document.querySelector('nav').textContent, entries: entries.length};
            })()
            """;

    @TestHTTPResource("/")
    URI root;

    @Inject
    IndexState state;

    private Chromium browser;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(
                Chromium.program().isPresent(),
                "SKIPPED: this machine has no Chromium; on Debian it is the package chromium");
        for (String run : List.of(RunsInKafka.HOSTILE, RunsInKafka.WATCHED)) {
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
    void aThousandTextsRunNothingAndLeaveEveryPartInItsPlace() throws Exception {
        List<String> groups = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            groups.add("%s/groups/train-0-%08d?colour=none".formatted(RUN, group));
        }
        List<String> hits = new ArrayList<>();
        for (int skip = 0; skip < THOUSAND; skip += HITS) {
            hits.add(RUN + "/search?skip=" + skip);
        }
        List<String> wrong = new ArrayList<>();
        for (boolean policy : new boolean[] {true, false}) {
            browser.keepPolicy(policy);
            for (int width : new int[] {400, 1600}) {
                browser.look(width, "light");
                // a view of the run without any hostile text, and one of no run
                assertThat(entries(groups, RUN + "/search?least=99", wrong)).isEqualTo(THOUSAND);
                assertThat(entries(hits, RUN + "/search?least=99", wrong)).isEqualTo(THOUSAND);
                entries(List.of(RUN, RUN + "/steps", RUN + "/steps/1"), RUN + "/search?least=99", wrong);
                entries(List.of("/", "/compare?a=hostile&b=watched"), "/help", wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(browser.errors()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allSatisfy(address -> assertThat(address)
                        .matches(known -> known.startsWith(root.toString()) || known.startsWith("data:")));
    }

    @Test
    void aTextThatGotThroughWouldBeSeen() throws Exception {
        String inserted = "document.getElementById('main').insertAdjacentHTML('beforeend', '<p class=hostile>"
                + "x'.padEnd(5000, 'x') + '</p><img src=\"data:,\" onerror=window.hacked=1>')";
        browser.look(400, "light");
        // Given markup that isn't escaped, When the page's policy is there, Then the browser tells of the script
        browser.open(root.resolve("/help"));
        browser.evaluate(inserted);
        assertThat(browser.evaluate(LOOK).path("wrong").toString()).contains("IMG");
        assertThat(browser.errors()).anyMatch(error -> error.contains("Content Security Policy"));
        // And without it the script runs
        browser.keepPolicy(false);
        browser.open(root.resolve("/help"));
        browser.evaluate(inserted);
        browser.await("window.hacked === 1");
        assertThat(browser.evaluate(LOOK).path("wrong").toString()).contains("a script ran");
        // And a line that isn't broken is found
        browser.evaluate(
                "document.querySelector('p.hostile').style.cssText = 'overflow-wrap: normal; word-break: normal;"
                        + " overflow: visible; max-width: none; width: max-content'");
        assertThat(browser.evaluate(LOOK).path("wrong").toString()).contains("the page is", "may paint over others");
    }

    /** Opens each page and adds what is wrong with it; how many entries all of them have. */
    private int entries(List<String> paths, String reference, List<String> wrong) throws Exception {
        JsonNode without = look(reference);
        int entries = 0;
        for (String path : paths) {
            JsonNode seen = look(path);
            seen.path("wrong").forEach(one -> wrong.add(path + ": " + one.asText()));
            if (!seen.path("frame").equals(without.path("frame"))
                    || !seen.path("nav").equals(without.path("nav"))) {
                wrong.add("%s: %s instead of %s".formatted(path, seen, without));
            }
            entries += seen.path("entries").asInt();
        }
        return entries;
    }

    private JsonNode look(String path) throws Exception {
        browser.open(root.resolve(path));
        return browser.evaluate(LOOK);
    }
}
