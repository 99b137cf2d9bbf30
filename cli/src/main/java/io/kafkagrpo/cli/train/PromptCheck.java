package io.kafkagrpo.cli.train;

import io.kafkagrpo.cli.argument.Prompts;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Renders prompts of a run's data before the run, to see whether they fit.
 *
 * @param settings of the run
 * @param prompts makes them
 * @param context tokens that the model can take
 */
record PromptCheck(RunSettings settings, Prompts prompts, int context) {
    /** How many prompts of each dataset are rendered, evenly spread. */
    private static final int SAMPLE = 200;

    /**
     * Looks at a sample of both datasets.
     *
     * @return what was found, a line each
     * @throws SettingsException where no prompt, or not every one that may be sampled, leaves room for a completion
     */
    List<String> check(Dataset train, Dataset heldOut) {
        refuseAllTooLong(train);
        int longest = Stream.of(train, heldOut)
                .flatMapToInt(data -> sample(data, SAMPLE).stream().mapToInt(this::length))
                .max()
                .orElse(0);
        return lengths(longest);
    }

    /** About so many problems of a dataset, evenly spread. */
    static List<Problem> sample(Dataset data, int count) {
        int stride = Math.max(1, data.size() / count);
        return IntStream.iterate(0, i -> i < data.size(), i -> i + stride)
                .mapToObj(data.problems()::get)
                .toList();
    }

    /** All of them are looked at only where none of the sample fits. */
    private void refuseAllTooLong(Dataset train) {
        int allowed = settings.get(Keys.MAX_PROMPT_TOKENS);
        int shortest = Integer.MAX_VALUE;
        for (List<Problem> problems : List.of(sample(train, SAMPLE), train.problems())) {
            for (Problem problem : problems) {
                shortest = Math.min(shortest, length(problem));
                if (shortest <= allowed) {
                    return;
                }
            }
        }
        throw new SettingsException(
                "%s: the value '%d' of %s is less than the tokens of every prompt of %s, the shortest of which has %d, so every group would fail; set it higher, or choose shorter problems or a shorter prompt.system."
                        .formatted(settings.file(), allowed, Keys.MAX_PROMPT_TOKENS.name(), train.name(), shortest));
    }

    private List<String> lengths(int longest) {
        int allowed = settings.get(Keys.MAX_PROMPT_TOKENS);
        int completion = settings.get(Keys.MAX_NEW_TOKENS);
        if (longest >= context) {
            throw new SettingsException(
                    "%s: a prompt of the data has %d tokens, but the model's context is %d, so nothing could follow it; choose other data or a shorter prompt.system."
                            .formatted(settings.file(), longest, context));
        }
        List<String> findings = new ArrayList<>();
        findings.add("prompts: at most %d tokens in a sample; completions: at most %d".formatted(longest, completion));
        if (longest > allowed) {
            findings.add(
                    Preflight.NOTE + "prompts longer than prompt.max-tokens (%d) fail their group".formatted(allowed));
        }
        if (Math.min(longest, allowed) + completion > context) {
            findings.add(Preflight.NOTE
                    + "prompt and sampling.max-new-tokens exceed the model's context (%d): such completions end with it"
                            .formatted(context));
        }
        return findings;
    }

    private int length(Problem problem) {
        return prompts.ids(problem).length;
    }
}
