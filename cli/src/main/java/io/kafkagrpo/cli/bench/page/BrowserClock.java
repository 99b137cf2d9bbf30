package io.kafkagrpo.cli.bench.page;

import io.kafkagrpo.browser.Chromium;
import io.kafkagrpo.cli.bench.page.PageClock.Taken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens views in a browser that keeps nothing from the visit before, and takes the time from the beginning of the
 * navigation, as the browser's own Performance Timeline has it.
 */
final class BrowserClock implements AutoCloseable {
    private static final int WIDTH = 1600;

    private static final String TIME_OF = """
            new Promise(seen => new PerformanceObserver(list => list.getEntriesByName('%s')
              .forEach(entry => seen(entry.startTime))).observe({type: '%s', buffered: true}))
            """;

    /** Of the document and of all that it asked for, unpacked. */
    private static final String BYTES = """
            [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
              .reduce((sum, entry) => sum + entry.decodedBodySize, 0)
            """;

    private final Chromium browser;
    private final URI root;

    BrowserClock(Path program, URI root) throws IOException, InterruptedException {
        this.browser = new Chromium(program);
        this.root = root;
        browser.look(WIDTH, "light");
        browser.keepNothing();
    }

    /** Until the first text or picture of the view is there: First Contentful Paint. */
    Taken firstPaint(int times, String path) throws IOException, InterruptedException {
        return time(times, path, TIME_OF.formatted("first-contentful-paint", "paint"));
    }

    /** Until the view's curves are drawn, which it marks. */
    Taken curves(int times, String path) throws IOException, InterruptedException {
        return time(times, path, TIME_OF.formatted("curves", "mark"));
    }

    private Taken time(int times, String path, String expression) throws IOException, InterruptedException {
        List<Double> taken = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < times; i++) {
            browser.open(root.resolve(path));
            taken.add(browser.evaluate(expression).asDouble());
            bytes = browser.evaluate(BYTES).asLong();
        }
        return Taken.of(taken, bytes);
    }

    @Override
    public void close() {
        browser.close();
    }
}
