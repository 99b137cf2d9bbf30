package io.kafkagrpo.cli.argument;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.process.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where and how a model computes: shared by the commands that run one in this process. */
public final class EngineOptions {
    @Mixin
    private DeviceOptions where = new DeviceOptions();

    @Option(
            names = {"--dtype", "--compute-type"},
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "float32 (f32) or bfloat16 (bf16; default: ${DEFAULT-VALUE}).")
    private String dtype = "float32";

    @Option(
            names = "--model-revision",
            paramLabel = "REVISION",
            defaultValue = "main",
            description = "Of a model of the hub (default: ${DEFAULT-VALUE}).")
    private String revision = "main";

    /** Reads the model that a person named. */
    public LoadedModel open(String model, Screen screen) {
        ComputeType type = type(dtype);
        String device = where.device();
        int threads = where.threads();
        screen.status("reading " + model);
        return LoadedModel.open(ModelLocation.find(model, revision, screen), device, type, threads);
    }

    /** The compute type that a person named. */
    public static ComputeType type(String name) {
        try {
            return ComputeType.named(name);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--dtype: " + e.getMessage(), e);
        }
    }
}
