package io.kafkagrpo.task.reward.code;

import io.kafkagrpo.task.answer.AnswerExtraction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the program in a completion. */
final class ProgramText {
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(?:python|py|python3)?[ \\t]*\\R(.*?)^```");

    private ProgramText() {}

    /** The last fenced block of code; without one what the last answer tag holds; without that the whole text. */
    static String of(String completion) {
        String program = null;
        Matcher blocks = FENCE.matcher(completion);
        while (blocks.find()) {
            program = blocks.group(1);
        }
        if (program != null) {
            return program;
        }
        @Nullable String answer = AnswerExtraction.fromCompletion(completion);
        return answer == null ? completion : answer;
    }
}
