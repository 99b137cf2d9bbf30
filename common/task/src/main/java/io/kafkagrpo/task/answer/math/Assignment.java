package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.math.MathValue.Quantity;
import io.kafkagrpo.task.answer.math.MathValue.Relation;
import java.util.Optional;

/**
 * A variable and the value that an equation gives it: x = 5, or 5 = x.
 *
 * @param name of the variable
 */
record Assignment(String name, MathValue value) {

    /** The assignment that the equation is; empty if it is none. A chain's value is its last side. */
    static Optional<Assignment> of(Relation relation) {
        if (!relation.signs().stream().allMatch("="::equals)) {
            return Optional.empty();
        }
        MathValue first = relation.sides().getFirst();
        MathValue last = relation.sides().getLast();
        String name = variable(first);
        if (!name.isEmpty() && !uses(last, name)) {
            return Optional.of(new Assignment(name, last));
        }
        String other = variable(last);
        return other.isEmpty() || relation.sides().size() > 2 || uses(first, other)
                ? Optional.empty()
                : Optional.of(new Assignment(other, first));
    }

    private static String variable(MathValue side) {
        return side instanceof Quantity quantity && quantity.unit().isNone()
                ? quantity.value().loneVariable()
                : "";
    }

    private static boolean uses(MathValue side, String name) {
        return side instanceof Quantity quantity && quantity.value().variables().contains(name);
    }
}
