package io.kafkagrpo.settings;

import io.kafkagrpo.task.answer.AnswerFormat;
import io.kafkagrpo.task.prompt.PromptRenderer;
import io.kafkagrpo.task.reward.RewardSpecification;
import java.util.List;
import java.util.Map;

/**
 * The keys that say where a data file's records have what and how hard the problems are to be, and what they and
 * the prompt's keys say of each other.
 */
public final class DataKeys {
    private DataKeys() {}

    /** What a column key's value may be. */
    private static final String PATH =
            "a column's name, or a way into it such as reward_model.ground_truth or prompt[0].content";

    public static final Key<String> QUESTION =
            column("question", "question", "the question; not needed where there are messages");
    public static final Key<String> ANSWER = Key.text(
            "data.columns.answer",
            "answer",
            "column of the reference answer, or a way into it as in data.columns.question; empty: the data has none");
    public static final Key<String> MESSAGES =
            column("messages", null, "a list of chat messages, which are the prompt instead of a question");
    public static final Key<String> SYSTEM =
            column("system", null, "the record's own system message, instead of prompt.system");
    public static final Key<String> TOOLS = column("tools", null, "a list of tools for the chat template");
    public static final Key<String> VARIABLES = column(
            "template-variables",
            null,
            "an object of variables for the chat template, which win over prompt.template-variables");
    public static final Key<List<String>> KEEP =
            Key.texts("data.columns.keep", "columns that reach reward functions and the record; silent: all");
    public static final Key<AnswerFormat> ANSWER_FORMAT = Key.choice(
            "data.answer",
            AnswerFormat.AUTO,
            "the reference answer within its column: behind #### at the start of a line (gsm8k), in the last"
                    + " \\boxed{}, as it is, or by data.answer-pattern (regex); auto: as the file shows");
    public static final Key<String> ANSWER_PATTERN = Key.text(
            "data.answer-pattern",
            null,
            "with data.answer: regex, a regular expression; its first group in the last place that matches is the"
                    + " answer");

    // Without defaults, so that a run without a curriculum records none of them
    public static final Key<Double> EASY = share("easy", "share of easy problems among those that are admitted");
    public static final Key<Double> NORMAL =
            share("normal", "share of normal ones, among which is what no step has seen yet");
    public static final Key<Double> HARD = share("hard", "share of hard ones");
    public static final Key<Double> EASY_ABOVE =
            share("easy-above", "pass rate from which a problem counts as easy; silent: 0.8");
    public static final Key<Double> HARD_BELOW =
            share("hard-below", "pass rate below which a problem counts as hard; silent: 0.2");
    public static final Key<String> PASS = Key.text(
            "data.difficulty.pass",
            null,
            "name of the reward function whose value says whether a completion passes; silent: what evaluation.match"
                    + " says");
    public static final Key<Double> PASS_AT_LEAST = Key.optionalNumber(
            "data.difficulty.pass-at-least", "with data.difficulty.pass, the least value that passes; silent: 1");

    /** The shares of a curriculum; without any of them there is none. */
    private static final List<Key<Double>> SHARES = List.of(EASY, NORMAL, HARD);

    private static final double EASY_FROM = 0.8;
    private static final double HARD_UNTIL = 0.2;
    private static final double ROUNDING = 1e-9;

    private static Key<Double> share(String part, String description) {
        return Key.share("data.difficulty." + part, description);
    }

    /** Whether a configuration, as a run records it, has problems chosen by their past pass rates. */
    public static boolean hasCurriculum(Map<String, String> configuration) {
        return SHARES.stream().anyMatch(key -> configuration.containsKey(key.name()));
    }

    /** Whether problems are chosen by their past pass rates. */
    public static boolean hasCurriculum(RunSettings settings) {
        return hasCurriculum(settings.resolved());
    }

    /** The pass rate from which a problem is easy. */
    public static double easyAbove(RunSettings settings) {
        return settings.find(EASY_ABOVE).orElse(EASY_FROM);
    }

    /** The pass rate below which a problem is hard. */
    public static double hardBelow(RunSettings settings) {
        return settings.find(HARD_BELOW).orElse(HARD_UNTIL);
    }

    private static Key<String> column(String part, @org.jspecify.annotations.Nullable String name, String what) {
        return Key.text("data.columns." + part, name, "column of " + what)
                .matching("[^.\\[\\]][^\\[\\]]*(\\[-?\\d{1,9}\\][^\\[\\]]*)*", PATH);
    }

    /** @throws SettingsException naming the keys that don't go together */
    static void check(RunSettings settings) {
        boolean regex = settings.get(ANSWER_FORMAT) == AnswerFormat.REGEX;
        boolean pattern = settings.find(ANSWER_PATTERN).isPresent();
        if (regex && !pattern) {
            throw new SettingsException(
                    "%s: the value 'regex' of data.answer needs data.answer-pattern, a regular expression whose first group is the answer."
                            .formatted(settings.file()));
        }
        if (pattern && !regex) {
            throw new SettingsException(
                    "%s: the value '%s' of data.answer-pattern needs data.answer: regex, which is '%s'."
                            .formatted(settings.file(), settings.get(ANSWER_PATTERN), settings.text(ANSWER_FORMAT)));
        }
        if (settings.find(MESSAGES).isPresent()
                && !settings.get(Keys.PROMPT_QUESTION).equals(PromptRenderer.PLACEHOLDER)) {
            throw new SettingsException(
                    "%s: the value '%s' of prompt.question has no effect on data.columns.messages, whose chats are taken as they are; set one of them."
                            .formatted(settings.file(), settings.get(Keys.PROMPT_QUESTION)));
        }
        if (settings.get(Keys.PROMPT_STYLE) == PromptsFromSettings.Style.JOIN) {
            requireTemplate(settings);
        }
        checkCurriculum(settings);
    }

    private static void checkCurriculum(RunSettings settings) {
        if (!hasCurriculum(settings)) {
            for (Key<?> key : List.of(EASY_ABOVE, HARD_BELOW, PASS, PASS_AT_LEAST)) {
                if (settings.find(key).isPresent()) {
                    throw new SettingsException(
                            "%s: the value '%s' of %s has no effect without shares of problems, such as data.difficulty: {easy: 0.1, normal: 0.7, hard: 0.2}."
                                    .formatted(settings.file(), settings.text(key), key.name()));
                }
            }
            return;
        }
        double sum = SHARES.stream()
                .mapToDouble(key -> settings.find(key).orElse(0.0))
                .sum();
        if (Math.abs(sum - 1) > ROUNDING) {
            throw new SettingsException(
                    "%s: data.difficulty.easy, .normal and .hard are shares of all problems and must add up to 1, but add up to %s (one that is not given is 0)."
                            .formatted(settings.file(), Key.plain(Math.rint(sum * 1e9) / 1e9)));
        }
        if (hardBelow(settings) > easyAbove(settings)) {
            throw new SettingsException(
                    "%s: the value '%s' of data.difficulty.hard-below is above data.difficulty.easy-above, which is %s, so a problem would be both hard and easy; give at most that."
                            .formatted(
                                    settings.file(), Key.plain(hardBelow(settings)), Key.plain(easyAbove(settings))));
        }
        settings.find(PASS).ifPresent(name -> refuseUnknownReward(settings, name));
        if (settings.find(PASS_AT_LEAST).isPresent() && settings.find(PASS).isEmpty()) {
            throw new SettingsException(
                    "%s: the value '%s' of data.difficulty.pass-at-least needs data.difficulty.pass, the name of a reward function."
                            .formatted(settings.file(), settings.text(PASS_AT_LEAST)));
        }
    }

    private static void refuseUnknownReward(RunSettings settings, String name) {
        List<String> rewards =
                settings.rewards().stream().map(RewardSpecification::function).toList();
        if (!rewards.contains(name)) {
            throw new SettingsException(
                    "%s: the value '%s' of data.difficulty.pass is not one of the run's reward functions, which are %s."
                            .formatted(settings.file(), name, String.join(", ", rewards)));
        }
    }

    private static void requireTemplate(RunSettings settings) {
        String shown = null;
        for (Key<String> key : List.of(TOOLS, VARIABLES)) {
            shown = settings.find(key).isPresent() ? key.name() : shown;
        }
        for (String name : settings.resolved().keySet()) {
            shown = name.startsWith(Keys.TEMPLATE_VARIABLES_PREFIX) ? name : shown;
        }
        if (shown != null) {
            throw new SettingsException(
                    "%s: %s is for a chat template, but the value of prompt.style is 'join', which has none; take one of them away."
                            .formatted(settings.file(), shown));
        }
    }
}
