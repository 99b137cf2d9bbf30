package io.kafkagrpo.data;

import io.kafkagrpo.data.hub.HubDataName;
import io.kafkagrpo.data.hub.RepositoryFiles;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.source.DatasetHub;
import io.kafkagrpo.model.source.ModelHub;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.DatasetException;
import io.kafkagrpo.task.data.Split;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Opens a data set by the name that a configuration has for it. */
public final class DataSource {

    private static final String REVISION = "main";

    private DataSource() {}

    /**
     * Opens a data set.
     *
     * @param spec a built-in one's name, a file, or a data set of the hub ({@link HubDataName}); a file of a
     *     built-in one's name is reached as {@code ./arithmetic}
     * @param split which part is meant of a built-in one, and of the hub's where the name says none; a file is one
     *     part by itself and gives all its problems for either
     * @throws DatasetException in one sentence, where there is no such data set or a row of it is malformed
     */
    public static Dataset open(String spec, Split split, DataShape shape) {
        return open(spec, split, shape, System.getenv());
    }

    static Dataset open(String spec, Split split, DataShape shape, Map<String, String> environment) {
        if (Dataset.isBuiltIn(spec)) {
            return Dataset.builtIn(spec, split);
        }
        Path file = file(spec);
        if (Files.isRegularFile(file)) {
            return ProblemFiles.read(spec, List.of(file), shape);
        }
        if (!Files.exists(file) && HubDataName.isOne(spec)) {
            return ofHub(spec, split, shape, environment);
        }
        throw new DatasetException(
                "The dataset \"%s\" is neither built in (%s) nor a file (looked for %s), nor named as the hub's are, OWNER/NAME or OWNER/NAME:SPLIT."
                        .formatted(spec, Dataset.builtInNames(), file.toAbsolutePath()));
    }

    private static Path file(String spec) {
        try {
            return Path.of(spec);
        } catch (InvalidPathException e) {
            throw new DatasetException(
                    "The dataset \"%s\" is neither built in (%s) nor a possible file name: %s."
                            .formatted(spec, Dataset.builtInNames(), e.getReason()),
                    e);
        }
    }

    private static Dataset ofHub(String spec, Split split, DataShape shape, Map<String, String> environment) {
        HubDataName name = HubDataName.of(spec, split);
        try {
            List<Path> files = DatasetHub.of(environment, ModelHub.Progress.LOGGED)
                    .fetch(name.repository(), REVISION, new DatasetHub.Choice() {
                        @Override
                        public List<String> of(List<String> all, String readme) {
                            return RepositoryFiles.of(name, all, readme);
                        }

                        @Override
                        public boolean isWhole(List<String> chosen) {
                            return RepositoryFiles.areWhole(chosen);
                        }
                    });
            return ProblemFiles.read(spec, files, shape);
        } catch (ModelFormatException e) {
            throw new DatasetException(String.valueOf(e.getMessage()), e);
        }
    }
}
