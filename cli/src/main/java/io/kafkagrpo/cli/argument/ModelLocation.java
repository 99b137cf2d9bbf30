package io.kafkagrpo.cli.argument;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.source.ModelDirectory;
import io.kafkagrpo.model.source.ModelHub;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Finds the model that a person named. */
public final class ModelLocation {
    private ModelLocation() {}

    /**
     * The directory of a model: as written, or the trained one of a run-dir, or one of the hub,
     * which is downloaded.
     *
     * @throws ModelFormatException if there is no such model, with one sentence
     */
    public static Path find(String name, String revision, Screen screen) {
        Path path = path(name);
        if (Files.isDirectory(path)) {
            boolean isRun =
                    !Files.exists(path.resolve("config.json")) && Files.isDirectory(new RunFolder(path).model());
            return ModelDirectory.at(isRun ? new RunFolder(path).model() : path).path();
        }
        if (ModelHub.isId(name)) {
            return fetch(name, revision, screen);
        }
        throw new ModelFormatException(
                "There is no model directory %s, and it is no name of the hub (OWNER/NAME) either.".formatted(name));
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, ErrorMessages.line(e), e);
        }
    }

    /** Downloads the missing files of a model of the hub. */
    public static Path fetch(String name, String revision, Screen screen) {
        ModelHub hub = ModelHub.of(
                System.getenv(),
                (file, received, total) -> screen.status(String.format(
                        Locale.ROOT,
                        "downloading %s of %s: %.0f of %.0f MB",
                        file,
                        name,
                        received / 1e6,
                        total / 1e6)));
        return ModelDirectory.at(hub.fetch(name, revision)).path();
    }

    /**
     * The settings with a model of this machine: one of the hub is downloaded first.
     *
     * @param again reads the same settings with keys that win over theirs
     */
    public static RunSettings local(
            RunSettings asked, Function<Map<String, String>, RunSettings> again, Screen screen) {
        String model = asked.get(Keys.MODEL);
        if (Files.isDirectory(asked.resolve(model)) || !ModelHub.isId(model)) {
            return asked;
        }
        Path fetched = fetch(model, asked.get(Keys.REVISION), screen);
        return again.apply(Map.of(Keys.MODEL.name(), fetched.toString()));
    }
}
