package io.kafkagrpo.local;

import io.kafkagrpo.model.GeneratedSequence;
import io.kafkagrpo.model.GenerationRequest;
import io.kafkagrpo.model.Sampling;
import io.kafkagrpo.model.StreamingDecoder;
import io.kafkagrpo.settings.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code grpo generate}. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a model's completion of a prompt as it comes.",
            "",
            "The prompt becomes a user message of the model's chat template, if it has one; --raw gives it to the model as it is.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo generate config/models/mini --prompt \"12 plus 7\"",
            "  grpo generate runs/arithmetic --prompt \"12 plus 7\" --temperature 1 --seed 3",
            "  grpo generate Qwen/Qwen2.5-0.5B-Instruct --prompt \"Why is the sky blue?\" --system \"Be brief.\""
        })
final class GenerateCommand implements Callable<Integer> {
    private static final int LONGEST_PROMPT = 4096;

    @Parameters(
            paramLabel = "MODEL",
            description = "A model directory, a run-dir (its trained model), or OWNER/NAME of the hub.")
    private String model = "";

    @Option(names = "--prompt", paramLabel = "TEXT", required = true, description = "What the model answers.")
    private String prompt = "";

    @Option(names = "--system", paramLabel = "TEXT", description = "A system message before it.")
    private String system = "";

    @Option(names = "--raw", description = "Gives the prompt to the model as it is, without template.")
    private boolean raw;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description = "Tokens at most (default: ${DEFAULT-VALUE}).")
    private int maxNewTokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "0 takes the likeliest token always (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--top-p", paramLabel = "P", defaultValue = "1", description = "Nucleus sampling; 1 is off.")
    private double topP;

    @Option(names = "--top-k", paramLabel = "K", defaultValue = "0", description = "The K likeliest; 0 is off.")
    private int topK;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "The same seed gives the same completion.")
    private long seed;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Sampling sampling = sampling();
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        try (LoadedModel loaded = engine.open(model, 1, LONGEST_PROMPT + maxNewTokens, screen)) {
            screen.clear();
            int[] ids = raw
                    ? loaded.tokenizer().encode(prompt)
                    : Prompts.suiting(loaded.directory(), loaded.tokenizer(), system)
                            .ids(prompt);
            StreamingDecoder decoder = loaded.tokenizer().streamingDecoder();
            long begun = System.nanoTime();
            loaded.engine()
                    .submit(new GenerationRequest(
                            "prompt",
                            ids,
                            sampling,
                            new long[] {seed},
                            loaded.tokenizer().endOfSequenceIds(),
                            (completion, length) -> {
                                print(out, decoder.append(completion[length - 1]));
                                return false;
                            }));
            GeneratedSequence result = null;
            while (result == null) {
                result = first(loaded.engine().step());
            }
            print(out, decoder.finish());
            out.println();
            spec.commandLine()
                    .getErr()
                    .println(String.format(
                            Locale.ROOT,
                            "(%d tokens, %.0f tokens/s, ended by %s)",
                            result.tokenIds().length,
                            result.tokenIds().length / ((System.nanoTime() - begun) / 1e9),
                            result.reason().name().toLowerCase(Locale.ROOT)));
        }
        return 0;
    }

    private Sampling sampling() {
        try {
            return new Sampling(temperature, maxNewTokens, topK, topP, 0);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable GeneratedSequence first(List<GeneratedSequence> finished) {
        return finished.isEmpty() ? null : finished.getFirst();
    }

    private static void print(PrintWriter out, String piece) {
        out.print(piece);
        out.flush();
    }
}
