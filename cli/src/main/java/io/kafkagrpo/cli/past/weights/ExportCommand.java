package io.kafkagrpo.cli.past.weights;

import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.past.RunOptions;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.check.LoggedChecksum;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo export}. It has no {@code --version} that tells the build, for here a version is one of the weights. */
@Command(
        name = "export",
        description = {
            "Writes a weight version of a run as a model in Hugging Face layout.",
            "",
            "config.json and the tokenizer's files as the run began with them, the weights as bf16 in safetensors, and export.json, which says of which run and version they are. The weights come from the topic of weights alone and are compared with the checksum that the log has of them: as they come out of the log, and once more as they lie on disk. Any version can be had whose chunks retention has left (grpo weights lists them), also while the run trains. Changes nothing in Kafka.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo export arithmetic --to newest",
            "  grpo export arithmetic --version 50 --to after-50",
            "  grpo eval after-50 --data arithmetic --config arithmetic",
            "  grpo export arithmetic --version 50 --to after-50 --set kafka.bootstrap-servers=broker:9092 model=DIR",
            "",
            "Exit codes: 0 written; 2 no version of that number was announced, or DIR is not empty; 3 no such run; 4 the version's chunks are gone or damaged; 5 its config.json or tokenizer is not at hand; 8 they are another model's, or the run-dir is in use; the others as everywhere."
        })
public final class ExportCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    boolean help;

    @Option(names = "--version", paramLabel = "V", description = "The weight version (default: the newest).")
    private @Nullable Long version;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "Where the model goes: a folder that is new or empty.")
    private Path target = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        ExportFolder.requireFree(target);
        return PastRun.read(run, spec, this::export);
    }

    private int export(PastRun opened) {
        opened.screen().status("reading the topics of " + opened.topics().run());
        LoggedVersions versions = LoggedVersions.read(opened);
        LoggedVersion wanted = versions.find(version);
        Path companions = ModelFiles.find(opened, run.changes(), versions.started());
        new ModelExport(opened, versions, companions).write(wanted, target);
        opened.screen().clear();
        spec.commandLine()
                .getOut()
                .println(
                        "Weight version %d of the run '%s', made by step %d, is in %s: %s of bf16 weights with checksum %s, as announced."
                                .formatted(
                                        wanted.number(),
                                        opened.topics().run(),
                                        wanted.announced().getStep(),
                                        target,
                                        WeightsTable.bytes(versions.fullBytes()),
                                        LoggedChecksum.ofWeights(wanted.announced())));
        return ExitCode.OK.code();
    }
}
