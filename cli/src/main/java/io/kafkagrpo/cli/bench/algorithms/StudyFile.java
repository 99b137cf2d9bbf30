package io.kafkagrpo.cli.bench.algorithms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runs that have been measured, a line of JSON each, so that a study of hours can be made in parts. */
final class StudyFile {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final List<StudiedRun> runs = new ArrayList<>();

    private StudyFile(Path file) {
        this.file = file;
    }

    /** What the file holds; it need not be there yet. */
    static StudyFile open(Path file) throws IOException {
        StudyFile study = new StudyFile(file);
        if (Files.exists(file)) {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                study.runs.add(read(file, number, line));
            }
        }
        return study;
    }

    /**
     * The run, if it has been measured.
     *
     * @throws CommandFailure if it was made with other settings, for such runs can't be compared
     */
    Optional<StudiedRun> find(String variant, int maxStaleness, long seed, String settings) {
        Optional<StudiedRun> found =
                runs.stream().filter(run -> run.is(variant, maxStaleness, seed)).findFirst();
        found.filter(run -> !run.settings().equals(settings)).ifPresent(run -> {
            throw new CommandFailure(
                    ExitCode.RUN_MISMATCH,
                    "%s holds '%s' at max-staleness %d with seed %d of other settings (%s, not %s); give another --results, or remove its line."
                            .formatted(file, variant, maxStaleness, seed, run.settings(), settings));
        });
        return found;
    }

    void add(StudiedRun run) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(
                file, JSON.writeValueAsString(run) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        runs.add(run);
    }

    private static StudiedRun read(Path file, int number, String line) {
        try {
            return JSON.readValue(line, StudiedRun.class);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "%s, line %d is no run of this study (%s); remove it, or give another --results."
                            .formatted(file, number, e.getOriginalMessage()));
        }
    }
}
