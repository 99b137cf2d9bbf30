package io.kafkagrpo.cli.infer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The model directories with a {@code reference.json}: those of {@code -Dreference.models=DIR[,DIR…]}, by default
 * all under {@code shared/models} beside or above the checkout.
 */
public final class ReferenceDirectories {
    private static final List<String> USUAL_PLACES =
            List.of("../shared/models", "../../shared/models", "../../../shared/models");

    private ReferenceDirectories() {}

    /** Those that there are, which may be none. */
    public static List<Path> found() {
        String named = System.getProperty("reference.models");
        if (named != null) {
            return Arrays.stream(named.split(",")).map(Path::of).toList();
        }
        return USUAL_PLACES.stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .map(ReferenceDirectories::within)
                .orElse(List.of());
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
