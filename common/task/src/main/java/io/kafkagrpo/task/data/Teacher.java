package io.kafkagrpo.task.data;

/** Writes the completion that supervised warm-up imitates, without the end-of-sequence token. */
@FunctionalInterface
public interface Teacher {

    /** At most 24 tokens, the end-of-sequence token included. */
    String target(Arithmetic.Exercise exercise);

    /** Always right: {@code <reasoning>12+7=19</reasoning><answer>19</answer>}. */
    static Teacher clean() {
        return exercise -> completion(exercise.a(), exercise.operation(), exercise.b());
    }

    private static String completion(int a, Arithmetic.Operation operation, int b) {
        int result = operation.apply(a, b);
        return "<reasoning>%d%s%d=%d</reasoning><answer>%d</answer>".formatted(a, operation.sign(), b, result, result);
    }

    /** The wrong operation, written without a mistake; a difference is taken of the larger operand. */
    static String wrongOperation(Arithmetic.Exercise exercise) {
        int larger = Math.max(exercise.a(), exercise.b());
        int smaller = Math.min(exercise.a(), exercise.b());
        return exercise.operation() == Arithmetic.Operation.ADD
                ? completion(larger, exercise.operation().other(), smaller)
                : completion(exercise.a(), exercise.operation().other(), exercise.b());
    }
}
