package io.kafkagrpo.cli.infer;

import io.kafkagrpo.cli.argument.EngineOptions;
import io.kafkagrpo.cli.argument.LoadedModel;
import io.kafkagrpo.cli.argument.Prompts;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopTexts;
import io.kafkagrpo.model.text.StreamingDecoder;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.rollout.TextOrigin;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
            "Writes a model's completion of a prompt as it comes, or those of many prompts to a file.",
            "",
            "A prompt becomes a user message of the model's chat template, if it has one; --raw gives it to the model"
                    + " as it is, with the special tokens that its tokenizer puts around a text.",
            "",
            "--input has a JSON object a line, with one of prompt (a text), ids (token ids) and messages (a chat, by"
                    + " the model's chat template, which also sees the line's tools and chat_template_kwargs), and an id"
                    + " if you like, which the output repeats. The output is a JSON object for each completion, in the"
                    + " order of the input: line (of the input), id, sample (from 0), text, token_ids, log_probabilities"
                    + " (nats, each in the distribution that it was drawn from; at temperature 0 in that of temperature 1)"
                    + " and finish_reason: stop, length, or context where the model's ends. A completion's random numbers"
                    + " depend on --seed, line and sample, not on --batch; only rounding does.",
            "",
            "A line that is wrong ends the command with exit code 4, after the lines before it are completed and"
                    + " written.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo generate config/models/mini --prompt \"12 plus 7\"",
            "  grpo generate runs/arithmetic --prompt \"12 plus 7\" --temperature 1 --seed 3",
            "  grpo generate Qwen/Qwen2.5-0.5B-Instruct --prompt \"Why is the sky blue?\" --system \"Be brief.\"",
            "  grpo generate runs/arithmetic --input prompts.jsonl --output completions.jsonl --max-tokens 48",
            "  grpo generate runs/arithmetic --input prompts.jsonl --temperature 1 --samples 8 --stop \"</answer>\"",
            "  with lines such as {\"id\": \"a\", \"prompt\": \"12 plus 7\"}"
        })
public final class GenerateCommand implements Callable<Integer> {
    private static final int LONGEST_PROMPT = 4096;

    @Parameters(
            paramLabel = "MODEL",
            description = "A model directory, a run-dir (its trained model), or OWNER/NAME of the hub.")
    private String model = "";

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** One prompt or many. */
    private static final class Source {
        @Option(names = "--prompt", paramLabel = "TEXT", description = "What the model answers.")
        private @Nullable String prompt;

        @Option(names = "--input", paramLabel = "FILE", description = "Many prompts, as JSON lines.")
        private @Nullable Path input;
    }

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "With --input: a new file; one that exists is refused (default: stdout).")
    private @Nullable Path output;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "With --input: completions of each prompt (default: 1).")
    private @Nullable Integer samples;

    @Option(names = "--batch", paramLabel = "N", description = "With --input: completions at a time (default: 16).")
    private @Nullable Integer batch;

    @Option(names = "--system", paramLabel = "TEXT", description = "A system message before it.")
    private String system = "";

    @Option(names = "--raw", description = "Gives the prompt to the model as it is, without template.")
    private boolean raw;

    @Option(
            names = {"--max-new-tokens", "--max-tokens"},
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

    @Option(names = "--greedy", description = "The same as --temperature 0.")
    private boolean greedy;

    @Option(names = "--ignore-eos", description = "Goes on after an end-of-sequence token.")
    private boolean ignoresEnd;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description =
                    "Ends a completion where this appears, may be given again; the text that --input gives is without"
                            + " it.")
    private List<String> stops = List.of();

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
        requireSense();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        if (source.input != null) {
            completeAll(source.input, sampling, screen);
        } else if (source.prompt != null) {
            complete(source.prompt, sampling, screen);
        }
        return 0;
    }

    private void requireSense() {
        if (source.prompt != null && (output != null || samples != null || batch != null)) {
            throw new CommandFailure(ExitCode.USAGE, "--output, --samples and --batch go with --input, not --prompt.");
        }
        if (atLeastOne("--samples", samples, 1) > 1 && temperature == 0) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value %d of --samples needs a --temperature above 0, for at 0 all samples are the same."
                            .formatted(samples));
        }
        atLeastOne("--batch", batch, 1);
        if ("".equals(source.prompt)) {
            throw new CommandFailure(ExitCode.USAGE, "The value of --prompt is a text that is not empty.");
        }
        if (stops.contains("")) {
            throw new CommandFailure(ExitCode.USAGE, "The value of --stop is a text that is not empty.");
        }
    }

    private static int atLeastOne(String name, @Nullable Integer value, int usual) {
        if (value != null && value < 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The value %d of %s is not a whole number of at least 1.".formatted(value, name));
        }
        return value == null ? usual : value;
    }

    private void completeAll(Path input, Sampling sampling, Screen screen) {
        InputLines.requireReadable(input);
        OutputLines.requireNew(output);
        try (LoadedModel loaded = engine.open(model, screen);
                GenerationEngine generator = loaded.generator(
                        atLeastOne("--batch", batch, 16), loaded.config().contextLength())) {
            screen.clear();
            LineIds ids = LineIds.of(loaded);
            LineIds.TextToIds prompts = prompts(loaded);
            try (InputLines<BatchGeneration.Prompt> lines = InputLines.open(
                            input, line -> new BatchGeneration.Prompt(line, ids.prompt(line, prompts)));
                    OutputLines out =
                            OutputLines.open(output, spec.commandLine().getOut())) {
                LineProgress progress = new LineProgress(screen);
                new BatchGeneration(
                                generator,
                                sampling,
                                endIds(loaded),
                                new StopTexts(stops, loaded.tokenizer()),
                                seed,
                                atLeastOne("--samples", samples, 1))
                        .run(lines, out, progress);
                progress.end();
                lines.requireSound();
            }
        }
    }

    private void complete(String prompt, Sampling sampling, Screen screen) {
        PrintWriter out = spec.commandLine().getOut();
        try (LoadedModel loaded = engine.open(model, screen);
                GenerationEngine generator = loaded.generator(1, LONGEST_PROMPT + maxNewTokens)) {
            screen.clear();
            StopTexts stop = new StopTexts(stops, loaded.tokenizer());
            StreamingDecoder decoder = loaded.tokenizer().streamingDecoder();
            long begun = System.nanoTime();
            int[] ids = prompts(loaded).ids(prompt);
            int most = Math.min(LONGEST_PROMPT, loaded.config().contextLength() - 1);
            if (ids.length == 0 || ids.length > most) {
                throw new CommandFailure(
                        ExitCode.USAGE, "The --prompt has %d tokens; allowed are 1 to %d.".formatted(ids.length, most));
            }
            generator.submit(new GenerationRequest(
                    "prompt", ids, sampling, new long[] {seed}, endIds(loaded), (completion, length) -> {
                        print(out, decoder.append(completion[length - 1]));
                        return stop.endsAfter(completion, length);
                    }));
            GeneratedSequence result = null;
            while (result == null) {
                result = first(generator.step());
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
    }

    private LineIds.TextToIds prompts(LoadedModel loaded) {
        return raw
                ? text -> loaded.tokenizer().encode(text, TextOrigin.PLAIN)
                : Prompts.suiting(loaded.directory(), loaded.tokenizer(), system)::ids;
    }

    private Set<Integer> endIds(LoadedModel loaded) {
        return ignoresEnd ? Set.of() : loaded.tokenizer().endOfSequenceIds();
    }

    private Sampling sampling() {
        if (greedy && temperature != 0) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--greedy is --temperature 0, so it can't go with --temperature %s.".formatted(temperature));
        }
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
