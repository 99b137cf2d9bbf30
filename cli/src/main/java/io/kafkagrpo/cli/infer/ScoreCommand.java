package io.kafkagrpo.cli.infer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.cli.argument.EngineOptions;
import io.kafkagrpo.cli.argument.LoadedModel;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.engine.score.ScoringEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.engine.score.TopLogits;
import io.kafkagrpo.engine.score.TopScores;
import io.kafkagrpo.process.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code grpo score}. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = {
            "Says how likely given texts are to a model: the log-probability of each token.",
            "",
            "--input has a JSON object a line, with one of ids (token ids), text (as it is, without template), messages (a chat with its answers, by the model's chat template), or prompt and completion (texts as they are, or prompt_ids and completion_ids); and an id if you like, which the output repeats.",
            "",
            "The output is a JSON object a line, in the order of the input, written as it comes: line (of the input), id, token_ids, scored_from (0-based: the completion's first token, or the second of what is no completion), log_probabilities (nats, of token_ids from there on) and sum. With --top-k also top, for each token from the one before scored_from to the last what may follow it: position (of that token), logsumexp, ids and logits of the K likeliest. The log-probability of any of them is its logit minus logsumexp. Logits are divided by the temperature.",
            "",
            "A line that is wrong ends the command with exit code 4, after the lines before it are written.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo score config/models/mini --input texts.jsonl",
            "  grpo score runs/arithmetic --input texts.jsonl --output scores.jsonl --top-k 5",
            "  with lines such as {\"prompt\": \"12 plus 7\", \"completion\": \"=19\"}"
        })
public final class ScoreCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            description = "A model directory, a run-dir (its trained model), or OWNER/NAME of the hub.")
    private String model = "";

    @Option(names = "--input", paramLabel = "FILE", required = true, description = "The texts, as JSON lines.")
    private Path input = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "A new file; one that exists is refused (default: stdout).")
    private @Nullable Path output;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "Also the K likeliest tokens of each place; 0 is off.")
    private int topK;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Logits are divided by it; above 0 (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(
            names = "--batch-tokens",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Tokens of a pass at most; a longer text goes alone (default: ${DEFAULT-VALUE}).")
    private int batchTokens;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** A line and its ids. */
    private record Text(InputLine line, TokenSequence sequence) {}

    @Override
    public Integer call() {
        requireSense();
        InputLines.requireReadable(input);
        OutputLines.requireNew(output);
        Screen screen = Screen.ofThisProcess(spec.commandLine().getErr());
        try (LoadedModel loaded = engine.open(model, screen)) {
            int vocabulary = loaded.config().vocabularySize();
            if (topK > vocabulary) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "The value %d of --top-k exceeds %d, the size of the model's vocabulary."
                                .formatted(topK, vocabulary));
            }
            screen.clear();
            LineIds ids = LineIds.of(loaded);
            try (ScoringEngine scorer = new ScoringEngine(loaded.policy(), batchTokens);
                    InputLines<Text> lines = InputLines.open(input, line -> new Text(line, ids.sequence(line)));
                    OutputLines out =
                            OutputLines.open(output, spec.commandLine().getOut())) {
                LineProgress progress = new LineProgress(screen);
                scoreAll(lines, scorer, out, progress);
                progress.end();
                lines.requireSound();
            }
        }
        return 0;
    }

    private void requireSense() {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The value %s of --temperature is not a number above 0.".formatted(temperature));
        }
        if (topK < 0 || batchTokens < 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--top-k is at least 0 and --batch-tokens at least 1, not %d and %d.".formatted(topK, batchTokens));
        }
    }

    /** Gathers lines up to the budget of one pass, scores them and writes them. */
    private void scoreAll(InputLines<Text> lines, ScoringEngine scorer, OutputLines out, LineProgress progress) {
        List<Text> gathered = new ArrayList<>();
        int tokens = 0;
        for (Text text = lines.next(); text != null; text = lines.next()) {
            int length = text.sequence().ids().length;
            if (!gathered.isEmpty() && tokens + length > batchTokens) {
                score(gathered, scorer, out, progress);
                gathered.clear();
                tokens = 0;
            }
            gathered.add(text);
            tokens += length;
        }
        score(gathered, scorer, out, progress);
    }

    private void score(List<Text> texts, ScoringEngine scorer, OutputLines out, LineProgress progress) {
        if (texts.isEmpty()) {
            return;
        }
        List<TokenGroup> groups =
                TokenGroup.ofEach(texts.stream().map(Text::sequence).toList());
        List<TopScores> scores = topK == 0
                ? scorer.score(groups, temperature).stream()
                        .map(each -> new TopScores(each.logProbabilities(), List.of()))
                        .toList()
                : scorer.topScores(groups, temperature, topK);
        progress.clear();
        for (int i = 0; i < texts.size(); i++) {
            out.write(json(texts.get(i), scores.get(i)));
        }
        texts.forEach(text -> progress.add(text.sequence().ids().length));
    }

    private static ObjectNode json(Text text, TopScores scores) {
        double sum = 0;
        for (float logProbability : scores.logProbabilities()) {
            sum += logProbability;
        }
        if (!Double.isFinite(sum)) {
            throw new CommandFailure(
                    ExitCode.MODEL,
                    "The model gives no number for %s:%d: its weights or its logits are not finite."
                            .formatted(text.line().file(), text.line().number()));
        }
        ObjectNode json = OutputLines.about(text.line());
        json.set("token_ids", OutputLines.array(text.sequence().ids()));
        json.put("scored_from", text.sequence().promptLength());
        json.set("log_probabilities", OutputLines.array(scores.logProbabilities()));
        json.put("sum", sum);
        if (!scores.alternatives().isEmpty()) {
            ArrayNode top = json.putArray("top");
            int position = text.sequence().promptLength() - 1;
            for (TopLogits each : scores.alternatives()) {
                ObjectNode place = top.addObject().put("position", position++).put("logsumexp", each.logSumExp());
                place.set("ids", OutputLines.array(each.tokenIds()));
                place.set("logits", OutputLines.array(each.logits()));
            }
        }
        return json;
    }
}
