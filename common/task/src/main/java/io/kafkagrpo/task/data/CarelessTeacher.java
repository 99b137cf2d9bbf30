package io.kafkagrpo.task.data;

import io.kafkagrpo.task.data.Arithmetic.Exercise;
import io.kafkagrpo.task.data.Arithmetic.Verb;
import java.util.EnumSet;
import java.util.Set;

/**
 * Teaches a bad habit that reinforcement can undo: takes the wrong operation with probability 0.7 for six of
 * the eight verbs and 0.1 for the other two. The arithmetic itself is right, and operands are those of the
 * exercise, so a held-out pair appears in no target of a training exercise. Its choices follow from the seed
 * and the order of calls.
 */
public final class CarelessTeacher implements Teacher {

    /** The verbs it often gets wrong: three of each operation. */
    public static final Set<Verb> MISREAD =
            Set.copyOf(EnumSet.of(Verb.BUYS, Verb.FINDS, Verb.WINS, Verb.EATS, Verb.SELLS, Verb.LOSES));

    public static final double WRONG_WHEN_MISREAD = 0.7;
    public static final double WRONG_OTHERWISE = 0.1;

    private static final long STREAM = 4;

    private final SeededOrder random;

    public CarelessTeacher(long seed) {
        this.random = new SeededOrder(seed, STREAM);
    }

    @Override
    public String target(Exercise exercise) {
        double wrong = MISREAD.contains(exercise.verb()) ? WRONG_WHEN_MISREAD : WRONG_OTHERWISE;
        return random.nextDouble() < wrong
                ? Teacher.wrongOperation(exercise)
                : Teacher.clean().target(exercise);
    }
}
