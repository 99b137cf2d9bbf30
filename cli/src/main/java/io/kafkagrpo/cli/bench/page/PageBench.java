package io.kafkagrpo.cli.bench.page;

import io.kafkagrpo.broker.FreePort;
import io.kafkagrpo.browser.Chromium;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.launch.DashboardChild;
import io.kafkagrpo.cli.launch.Launcher;
import io.kafkagrpo.cli.launch.Readiness;
import io.kafkagrpo.cli.launch.RestartPolicy;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.OwnerOnly;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Serves a synthetic run by the very jar that a person looks at, and times its views.
 *
 * @param folder for the run, which is empty
 * @param steps of the run
 * @param groups that each step trains on
 * @param times that each view is asked for
 */
record PageBench(Installation installation, Path folder, int steps, int groups, int times, Screen screen) {
    private static final String RUN = "bench";
    private static final int LOOK_AGAIN_MS = 100;

    /**
     * One line of the result.
     *
     * @param aimMs what the median should stay below; 0 where nothing is aimed at
     */
    record Row(String what, PageClock.Taken taken, int aimMs) {}

    /**
     * What was seen.
     *
     * @param readSeconds from the start of the process until the whole run is read
     * @param painted whether there is a browser, and what it took among the rows
     */
    record Result(double readSeconds, List<Row> rows, boolean painted) {}

    Result measure() throws InterruptedException, IOException {
        RunSettings settings = RunSettings.load(
                Files.writeString(folder.resolve("bench.yaml"), """
                        run: %s
                        model: none
                        data: {train: arithmetic}
                        steps: %d
                        group-size: %d
                        groups-per-step: %d
                        sampling: {max-new-tokens: %d}
                        rewards: {correctness: 1}
                        """.formatted(
                                RUN, steps, SyntheticRun.MEMBERS, groups, SyntheticRun.TOKENS)),
                Map.of());
        try (RunDirectory directory = RunDirectory.open(folder.resolve("run"));
                RunKafka kafka = RunKafka.embedded(directory)) {
            SyntheticRun.write(kafka.clients(), settings, RUN, steps, groups, screen);
            String servers = kafka.clients().bootstrapServers();
            Path configuration = folder.resolve("config.yaml");
            ResolvedYaml.write(configuration, settings, Map.of(Keys.BOOTSTRAP_SERVERS.name(), servers));
            OwnerOnly.createDirectories(directory.files().logs());
            int port = FreePort.any();
            DashboardChild child =
                    new DashboardChild(installation, directory.files(), configuration, servers, "127.0.0.1", port);
            long began = System.nanoTime();
            try (Launcher launcher =
                    new Launcher(List.of(child.spec(Map.of())), RestartPolicy::standard, screen::line)) {
                launcher.start();
                awaitReady(launcher, port);
                URI root = URI.create("http://127.0.0.1:%d/".formatted(port));
                List<Row> rows = new ArrayList<>();
                double read;
                try (PageClock clock = new PageClock(root)) {
                    screen.status("the page reads the run");
                    clock.awaitRead(RUN);
                    read = (System.nanoTime() - began) / 1e9;
                    screen.clear();
                    addAnswers(rows, clock);
                }
                Optional<Path> browser = Chromium.program();
                if (browser.isPresent()) {
                    try (BrowserClock clock = new BrowserClock(browser.get(), root)) {
                        addPaints(rows, clock);
                    }
                }
                return new Result(read, rows, browser.isPresent());
            }
        }
    }

    private void addAnswers(List<Row> rows, PageClock clock) throws InterruptedException, IOException {
        String run = "/runs/" + RUN;
        rows.add(new Row(
                "the run's page with style, scripts and curves",
                clock.time(
                        times,
                        List.of(
                                run,
                                "/assets/page.css",
                                "/assets/page.js",
                                "/assets/chart.js",
                                "/assets/charts.js",
                                run + "/curves.json")),
                1000));
        rows.add(new Row("a step's page, %d groups".formatted(groups + 1), clock.time(times, List.of(step())), 200));
        rows.add(new Row("a group's page", clock.time(times, List.of(run + "/groups/train-0-00000007")), 200));
        rows.add(new Row("search, the newest 50", clock.time(times, List.of(run + "/search")), 200));
        rows.add(new Row("search, the worst 50", clock.time(times, List.of(run + "/search?order=worst")), 200));
        rows.add(new Row(
                "search for a word that nothing has", clock.time(times, List.of(run + "/search?text=nowhere")), 0));
        rows.add(new Row("the list of runs", clock.time(times, List.of("/")), 200));
    }

    private void addPaints(List<Row> rows, BrowserClock clock) throws InterruptedException, IOException {
        String run = "/runs/" + RUN;
        rows.add(new Row("Chromium: the run's page, first paint", clock.firstPaint(times, run), 1000));
        rows.add(new Row("Chromium: the run's page, all curves drawn", clock.curves(times, run), 0));
        rows.add(new Row(
                "Chromium: a step's page, %d groups, first paint".formatted(groups + 1),
                clock.firstPaint(times, step()),
                200));
    }

    private String step() {
        return "/runs/%s/steps/%d".formatted(RUN, steps / 2);
    }

    private static void awaitReady(Launcher launcher, int port) throws InterruptedException {
        try (Readiness readiness = new Readiness()) {
            while (!readiness.isReady("127.0.0.1", port)) {
                @Nullable CommandFailure failure = launcher.failure();
                if (failure != null) {
                    throw failure;
                }
                Thread.sleep(LOOK_AGAIN_MS); // a process that starts has no event to wait for
            }
        }
    }
}
