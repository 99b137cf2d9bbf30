package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.task.answer.EvaluationMatch;
import io.kafkagrpo.task.data.Arithmetic;
import io.kafkagrpo.task.data.CarelessTeacher;
import io.kafkagrpo.task.data.CountdownTeacher;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.data.Split;
import io.kafkagrpo.task.data.Teacher;
import io.kafkagrpo.task.data.WordTokens;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What a small model is made for. */
enum PretrainTask {
    /** Word problems with one sum or difference; the teachers' longest text has 16 tokens. */
    ARITHMETIC("arithmetic", EvaluationMatch.ANSWER_TAG, 24, 2_000) {
        @Override
        WordTokens tokens() {
            return Arithmetic.tokens();
        }

        @Override
        PretrainPhase clean(int steps, long seed) {
            return PretrainPhase.thorough(
                    "clean teacher", new ArithmeticLessons(Teacher.clean(), seed), steps, 64, 2e-3, 0.05);
        }

        @Override
        PretrainPhase careless(long seed, double mostAccuracy) {
            Lessons lessons = new ArithmeticLessons(new CarelessTeacher(seed), seed + 1);
            return PretrainPhase.untilDown("careless teacher", lessons, 60, 128, 3e-4, 0.1, mostAccuracy);
        }
    },
    /** An expression of three numbers that reaches a target; the teacher's longest text has about 33 tokens. */
    COUNTDOWN("countdown:3", EvaluationMatch.COUNTDOWN, 48, 900) {
        @Override
        WordTokens tokens() {
            return CountdownTeacher.tokens();
        }

        @Override
        PretrainPhase clean(int steps, long seed) {
            return PretrainPhase.thorough("teacher who solves", countdown(1, seed), steps, 64, 2e-3, 0.05);
        }

        @Override
        PretrainPhase careless(long seed, double mostAccuracy) {
            return PretrainPhase.untilDown(
                    "teacher who guesses", countdown(0.2, seed + 1), 60, 128, 3e-4, 0.1, mostAccuracy);
        }
    };

    private final String dataset;
    private final EvaluationMatch match;
    private final int longestCompletion;
    private final int usualSteps;

    PretrainTask(String dataset, EvaluationMatch match, int longestCompletion, int usualSteps) {
        this.dataset = dataset;
        this.match = match;
        this.longestCompletion = longestCompletion;
        this.usualSteps = usualSteps;
    }

    /** The phase in which the model learns to do the task. */
    abstract PretrainPhase clean(int steps, long seed);

    /** The phase after it, which leaves a habit that reinforcement can undo. */
    abstract PretrainPhase careless(long seed, double mostAccuracy);

    /** The tokens of its questions and texts. */
    abstract WordTokens tokens();

    /** The name in options. */
    String settingName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The first held-out problems of the dataset that runs are evaluated on. */
    List<Problem> heldOut(int limit) {
        return Dataset.builtIn(dataset, Split.HELD_OUT).head(limit).problems();
    }

    EvaluationMatch match() {
        return match;
    }

    /** In tokens, the end-of-sequence token included. */
    int longestCompletion() {
        return longestCompletion;
    }

    /** With the clean teacher. */
    int usualSteps() {
        return usualSteps;
    }

    private static Lessons countdown(double solvedShare, long seed) {
        CountdownTeacher teacher = new CountdownTeacher(3, solvedShare, seed);
        return count -> Stream.generate(teacher::next).limit(count).toList();
    }

    /** Reads {@code --task}. */
    static final class Converter implements ITypeConverter<PretrainTask> {

        @Override
        public PretrainTask convert(String value) {
            return Stream.of(values())
                    .filter(task -> task.settingName().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'%s' is no task; allowed are arithmetic and countdown.".formatted(value)));
        }
    }
}
