package io.kafkagrpo.cli.past;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.MetricsCsv;
import io.kafkagrpo.report.RunCounts;
import io.kafkagrpo.report.RunReport;
import io.kafkagrpo.report.plot.RewardPlot;
import io.kafkagrpo.report.tensorboard.TensorBoardLog;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a run's report, metrics and plot into its folder.
 *
 * @param reader of the run's Kafka
 */
public record RunResults(RunSettings settings, RunDirectory directory, Topics topics, TopicReader reader) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** What was written, to be shown. */
    public record Written(RunReport report, boolean finished, Path folder, Path model) {

        public void print(Screen screen) {
            new RunSummary(report, finished).print(screen);
            if (Files.isDirectory(model)) {
                screen.line("  model     " + model);
            }
            screen.line("  report    %s (metrics.csv, reward.svg and tensorboard beside it)"
                    .formatted(new RunFolder(folder).report()));
        }
    }

    /** Reads what the run's topic tells, and writes it for TensorBoard. */
    public RunEvents events() {
        RunEvents events = new RunEvents();
        try (TensorBoardLog tensorBoard = new TensorBoardLog(directory.files().tensorBoard())) {
            reader.readEvents(topics, new RunEventReader(), event -> {
                events.add(event);
                tensorBoard.add(event);
            });
        }
        return events;
    }

    public Written write(RunEvents events) {
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
                directory.files().model());
    }
}
