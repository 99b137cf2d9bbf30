package io.kafkagrpo.cli.bench.algorithms;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.settings.ObjectiveKeys;
import io.kafkagrpo.settings.ObjectivePreset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of the objectives that are compared.
 *
 * @param name as it is typed and shown
 * @param keepsObjective whether the configuration's own objective counts; it would silence a preset
 * @param changes keys and values that win over the configuration's
 */
record Variant(String name, boolean keepsObjective, Map<String, String> changes) {
    private static final List<String> SECTIONS = List.of("objective.", "advantage.");

    /** All that can be named: nothing but defaults, the configuration as it is, and each preset. */
    static List<Variant> all() {
        return Stream.concat(
                        Stream.of(new Variant("default", false, Map.of()), new Variant("configured", true, Map.of())),
                        Arrays.stream(ObjectivePreset.values())
                                .map(preset -> new Variant(
                                        preset.label(), false, Map.of(ObjectiveKeys.PRESETS.name(), preset.label()))))
                .toList();
    }

    /** The one of that name. */
    static Variant named(String name) {
        return all().stream()
                .filter(variant -> variant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "The value '%s' of --presets is none of %s."
                                .formatted(
                                        name, all().stream().map(Variant::name).collect(Collectors.joining(", ")))));
    }

    /** Whether a key of the configuration's file counts. */
    boolean counts(String key) {
        return keepsObjective || SECTIONS.stream().noneMatch(key::startsWith);
    }
}
