package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.argument.ModelLocation;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.process.ExitCode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a bench measures: a model that is there, or the size of a well-known one with random weights. */
final class BenchSubject {
    @Parameters(
            paramLabel = "MODEL",
            arity = "0..1",
            description = "A model directory, a run-dir (its trained model), or OWNER/NAME of the hub.")
    private @Nullable String model;

    @Option(names = "--shape", paramLabel = "NAME", description = "The size of a well-known model, random weights.")
    private @Nullable String shape;

    /**
     * A model that is ready to be measured.
     *
     * @param title how the person named it
     * @param directory of its files; null for a mere shape
     */
    record Found(String title, ModelConfig config, @Nullable Path directory) {

        /** Its weights, which the caller closes. */
        HostWeights weights() {
            return directory == null ? HostWeights.random(config, 0) : HostWeights.read(directory, config);
        }
    }

    /** Finds the model, downloading it where it has to be. */
    Found find(Screen screen) {
        if ((model == null) == (shape == null)) {
            throw new CommandFailure(ExitCode.USAGE, "Name either a MODEL or a --shape to measure.");
        }
        if (model != null) {
            Path directory = ModelLocation.find(model, "main", screen);
            return new Found(model, ModelConfig.read(directory), directory);
        }
        EngineShape known = EngineShape.named(shape);
        if (known == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value '%s' of --shape is unknown; allowed are %s."
                            .formatted(shape, String.join(", ", EngineShape.titles())));
        }
        return new Found(known.title(), known.config(), null);
    }
}
