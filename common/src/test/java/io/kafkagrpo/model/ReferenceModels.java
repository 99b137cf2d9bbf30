package io.kafkagrpo.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The model directories with a {@code reference.json}: those of {@code -Dreference.models=DIR[,DIR…]}, by default all
 * under {@code shared/models} beside or above the checkout.
 */
final class ReferenceModels {

    private static final List<String> USUAL_PLACES =
            List.of("../shared/models", "../../shared/models", "../../../shared/models");

    private ReferenceModels() {}

    /** The directories; a caller is reported as skipped where there is none. */
    static List<Path> directories() {
        var named = System.getProperty("reference.models");
        if (named != null) {
            return Arrays.stream(named.split(",")).map(Path::of).toList();
        }
        var found = USUAL_PLACES.stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .map(ReferenceModels::within)
                .orElse(List.of());
        Assumptions.assumeFalse(found.isEmpty(), "no reference models: name them with -Dreference.models=DIR[,DIR…]");
        return found;
    }

    private static List<Path> within(Path models) {
        try (Stream<Path> children = Files.list(models)) {
            return children.filter(child -> Files.exists(child.resolve("reference.json")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
