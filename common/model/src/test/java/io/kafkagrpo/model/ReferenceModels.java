package io.kafkagrpo.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * The model directories with a {@code reference.json}: those of {@code -Dreference.models=DIR[,DIR…]}, by default
 * all under {@code shared/models} beside or above the checkout.
 */
public final class ReferenceModels {

    private static final List<String> USUAL_PLACES =
            List.of("../shared/models", "../../shared/models", "../../../shared/models");

    private ReferenceModels() {}

    /** The directories; a caller is reported as skipped where there is none. */
    public static List<Path> directories() {
        String named = System.getProperty("reference.models");
        if (named != null) {
            return Arrays.stream(named.split(",")).map(Path::of).toList();
        }
        List<Path> found = USUAL_PLACES.stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .map(ReferenceModels::within)
                .orElse(List.of());
        Assumptions.assumeFalse(found.isEmpty(), "no reference models: name them with -Dreference.models=DIR[,DIR…]");
        return found;
    }

    public static JsonNode reference(Path model) {
        try {
            return new JsonMapper().readTree(model.resolve("reference.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static int[] ids(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    /** A test that is reported as skipped, with the reason. */
    public static DynamicTest skipped(String why) {
        return DynamicTest.dynamicTest(why, () -> Assumptions.abort(why));
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
