package io.kafkagrpo.data;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.kafkagrpo.data.ProblemReader.Draft;
import io.kafkagrpo.task.answer.AnswerFormat;
import io.kafkagrpo.task.answer.Gsm8kAnswer;
import io.kafkagrpo.task.answer.PythonText;
import io.kafkagrpo.task.answer.math.Boxes;
import io.kafkagrpo.task.data.DatasetException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the reference answer in the text of a file's answer column, by one rule for the whole file: a line that
 * doesn't keep to it is an error, for taking a whole worked solution as the answer would spoil training unseen.
 *
 * @param format never {@link AnswerFormat#AUTO}
 * @param pattern of {@link AnswerFormat#REGEX}
 * @param key the answer column
 * @param chosen whether the file showed the format or the configuration says it
 */
record AnswerRule(AnswerFormat format, @Nullable Pattern pattern, String key, Chosen chosen) {

    enum Chosen {
        BY_THE_FILE,
        BY_THE_CONFIGURATION
    }

    static AnswerRule of(DataShape shape, List<Draft> drafts) {
        String key = shape.answer() == null ? "" : shape.answer().text();
        if (shape.format() != AnswerFormat.AUTO) {
            return new AnswerRule(shape.format(), shape.pattern(), key, Chosen.BY_THE_CONFIGURATION);
        }
        List<String> answers =
                drafts.stream().map(Draft::answer).filter(Objects::nonNull).toList();
        AnswerFormat shown = AnswerFormat.AS_IS;
        if (answers.stream().anyMatch(answer -> Gsm8kAnswer.markers(answer) > 0)) {
            shown = AnswerFormat.GSM8K;
        } else if (!answers.isEmpty() && answers.stream().allMatch(answer -> Boxes.last(answer) != null)) {
            shown = AnswerFormat.BOXED;
        }
        return new AnswerRule(shown, null, key, Chosen.BY_THE_FILE);
    }

    /** The reference answer of a record. */
    String reference(Draft draft) {
        String text = draft.answer();
        if (text == null) {
            return "";
        }
        String reference = switch (format) {
            case GSM8K -> Gsm8kAnswer.of(text);
            case BOXED -> Boxes.last(text);
            case REGEX -> found(text);
            case AUTO, AS_IS -> text;
        };
        if (reference == null) {
            throw malformed(draft, without(text));
        }
        String stripped = PythonText.strip(reference);
        if (stripped.isEmpty()) {
            throw malformed(
                    draft,
                    switch (format) {
                        case GSM8K -> "nothing follows #### in \"%s\"".formatted(key);
                        case BOXED -> "the last \\boxed{} in \"%s\" is empty".formatted(key);
                        case REGEX -> "data.answer-pattern finds nothing but an empty text in \"%s\"".formatted(key);
                        case AUTO, AS_IS -> "\"%s\" is empty".formatted(key);
                    });
        }
        return stripped;
    }

    /** The first group of the last match, or all of it where the expression has no group. */
    private @Nullable String found(String text) {
        Matcher matcher = Objects.requireNonNull(pattern).matcher(text);
        String found = null;
        while (matcher.find()) {
            found = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
        }
        return found;
    }

    private String without(String text) {
        boolean shown = chosen == Chosen.BY_THE_FILE;
        return switch (format) {
            case GSM8K ->
                Gsm8kAnswer.markers(text) > 1
                        ? "\"%s\" has #### at the start of more than one line, where only the final answer has it%s"
                                .formatted(key, shown ? "; data.answer: as-is takes answers as they are" : "")
                        : shown
                                ? "\"%s\" has no #### at the start of a line, which other lines of this file have; data.answer: as-is takes answers as they are"
                                        .formatted(key)
                                : "\"%s\" has no #### at the start of a line, which data.answer: gsm8k asks for"
                                        .formatted(key);
            case BOXED -> "\"%s\" has no \\boxed{}, which data.answer: boxed asks for".formatted(key);
            default -> "data.answer-pattern finds nothing in \"%s\"".formatted(key);
        };
    }

    /** The rule for people. */
    String described(List<Draft> drafts) {
        if (key.isEmpty()) {
            return "no answers";
        }
        String what = switch (format) {
            case GSM8K -> "what follows ####";
            case BOXED -> "what the last \\boxed{} holds";
            case REGEX -> "what data.answer-pattern finds";
            case AUTO, AS_IS -> "as it is";
        };
        if (chosen == Chosen.BY_THE_CONFIGURATION) {
            return "answer: %s (data.answer)".formatted(what);
        }
        long boxed = drafts.stream()
                .map(Draft::answer)
                .filter(answer -> answer != null && Boxes.last(answer) != null)
                .count();
        return format == AnswerFormat.AS_IS && boxed > 0
                ? "answer: as it is, though %d of %d have a \\boxed{} (data.answer: boxed takes what it holds)"
                        .formatted(boxed, drafts.size())
                : "answer: %s, as the file shows".formatted(what);
    }

    private static DatasetException malformed(Draft draft, String what) {
        return new DatasetException("%s is malformed: %s.".formatted(draft.place(), what));
    }
}
