package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import io.kafkagrpo.task.answer.algebra.UndecidedException;
import io.kafkagrpo.task.answer.algebra.Work;
import io.kafkagrpo.task.answer.math.MathValue.Quantity;
import io.kafkagrpo.task.answer.math.MathValue.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Compares equations and inequalities: terms may stand on either side, and chains be written from either end. */
final class Relations {

    /** One comparison, turned so that only =, !=, < and <= are left. */
    private record Step(MathValue left, String sign, MathValue right) {}

    private Relations() {}

    static boolean equal(Relation one, Relation two, Work work, BiPredicate<MathValue, MathValue> equal) {
        Optional<Assignment> a = Assignment.of(one);
        Optional<Assignment> b = Assignment.of(two);
        if (a.isPresent() && b.isPresent() && a.get().name().equals(b.get().name())) {
            return equal.test(a.get().value(), b.get().value());
        }
        List<Step> steps = steps(one);
        List<Step> others = steps(two);
        work.spend((long) steps.size() * others.size());
        return steps.stream().allMatch(step -> others.stream().anyMatch(other -> same(step, other, work)))
                && others.stream().allMatch(other -> steps.stream().anyMatch(step -> same(step, other, work)));
    }

    private static List<Step> steps(Relation relation) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < relation.signs().size(); i++) {
            MathValue left = relation.sides().get(i);
            MathValue right = relation.sides().get(i + 1);
            steps.add(
                    switch (relation.signs().get(i)) {
                        case ">" -> new Step(right, "<", left);
                        case ">=" -> new Step(right, "<=", left);
                        default -> new Step(left, relation.signs().get(i), right);
                    });
        }
        return steps;
    }

    private static boolean same(Step one, Step two, Work work) {
        if (!one.sign().equals(two.sign())) {
            return false;
        }
        boolean directed = one.sign().startsWith("<");
        try {
            Expression first = difference(one, work);
            return first.proportionalTo(difference(two, work), directed, work) && !first.isNumber();
        } catch (UndecidedException e) {
            return false;
        }
    }

    private static Expression difference(Step step, Work work) {
        if (step.left() instanceof Quantity left && step.right() instanceof Quantity right) {
            return left.value().minus(right.value(), work);
        }
        throw new UndecidedException("a relation of no numbers");
    }
}
