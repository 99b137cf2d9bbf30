package io.kafkagrpo.cli.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.MetricsCsv;
import io.kafkagrpo.report.RunCounts;
import io.kafkagrpo.report.RunReport;
import io.kafkagrpo.report.StatusLine;
import io.kafkagrpo.report.plot.RewardPlot;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run's report, metrics and plot into its folder.
 *
 * @param reader of the run's Kafka
 */
record RunResults(RunSettings settings, RunDirectory directory, Topics topics, TopicReader reader) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** What was written, to be shown. */
    record Written(RunReport report, boolean finished, Path folder, Path model, Path plot) {

        void print(Screen screen) {
            screen.settle();
            screen.line("");
            screen.line(
                    finished
                            ? "Finished %d steps in %s."
                                    .formatted(report.steps(), StatusLine.clock(Duration.ofMillis((long)
                                            (report.wallSeconds() * 1000))))
                            : "Not finished; %d steps so far.".formatted(report.steps()));
            change(screen, "accuracy", percent(report.accuracyBefore()), percent(report.accuracyAfter()));
            change(screen, "reward", number(report.rewardBefore()), number(report.rewardAfter()));
            if (report.simulatedTokenLatencyMs() != null) {
                screen.line("  SIMULATED a decode step took at least %s ms (%s)"
                        .formatted(report.simulatedTokenLatencyMs(), Keys.SIMULATED_TOKEN_LATENCY_MS.name()));
            }
            if (Files.isDirectory(model)) {
                screen.line("  model     " + model);
            }
            screen.line("  report    %s (metrics.csv, reward.svg and tensorboard beside it)"
                    .formatted(new RunFolder(folder).report()));
        }

        private static void change(Screen screen, String what, String before, String after) {
            if (!before.isEmpty() && !after.isEmpty()) {
                screen.line("  %-9s %s -> %s".formatted(what, before, after));
            }
        }

        private static String percent(@Nullable Double share) {
            return share == null ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
        }

        private static String number(@Nullable Double value) {
            return value == null ? "" : String.format(Locale.ROOT, "%.3f", value);
        }
    }

    Written write(RunEvents events) {
        RunReport report = RunCounts.of(events, topics, reader);
        try {
            Files.writeString(directory.files().report(), JSON.writeValueAsString(report) + System.lineSeparator());
            Files.writeString(directory.files().metrics(), MetricsCsv.of(events.steps()));
            Files.writeString(
                    directory.files().plot(),
                    RewardPlot.of(settings.get(Keys.RUN), events.steps(), events.evaluations()));
        } catch (IOException e) {
            throw new UncheckedIOException("The report can't be written to " + directory.folder(), e);
        }
        return new Written(
                report,
                events.finished() != null,
                directory.folder(),
                directory.files().model(),
                directory.files().plot());
    }
}
