package io.kafkagrpo.cli.argument;

import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.text.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds configurations by name or path.
 *
 * @param folder where the named ones lie
 */
public record ConfigCatalog(Path folder) {
    private static final String SUFFIX = ".yaml";

    /** The file of a configuration; the sentence of failure lists the names there are. */
    public Path find(String nameOrPath) {
        Optional<Path> found = look(nameOrPath);
        if (found.isPresent()) {
            return found.get();
        }
        List<String> names = names();
        if (names.isEmpty()) {
            throw new SettingsException(
                    "There is no configuration file %s, and there are none in %s.".formatted(nameOrPath, folder));
        }
        throw new SettingsException("There is no configuration '%s': neither a file nor one of %s (did you mean %s?)."
                .formatted(nameOrPath, String.join(", ", names), NearestName.of(nameOrPath, names)));
    }

    /** The file of a configuration, if there is one. */
    Optional<Path> look(String nameOrPath) {
        return Stream.of(Path.of(nameOrPath), folder.resolve(nameOrPath + SUFFIX))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The names of the folder's configurations, sorted. */
    List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " can't be read.", e);
        }
    }
}
