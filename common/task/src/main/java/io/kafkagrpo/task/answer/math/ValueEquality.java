package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import io.kafkagrpo.task.answer.algebra.UndecidedException;
import io.kafkagrpo.task.answer.algebra.Work;
import io.kafkagrpo.task.answer.math.MathValue.Bracketed;
import io.kafkagrpo.task.answer.math.MathValue.Collection;
import io.kafkagrpo.task.answer.math.MathValue.Joined;
import io.kafkagrpo.task.answer.math.MathValue.Link;
import io.kafkagrpo.task.answer.math.MathValue.Matrix;
import io.kafkagrpo.task.answer.math.MathValue.Named;
import io.kafkagrpo.task.answer.math.MathValue.Quantity;
import io.kafkagrpo.task.answer.math.MathValue.Ratio;
import io.kafkagrpo.task.answer.math.MathValue.Relation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** Whether two values are the same answer. Symmetric; not transitive, for 75 % is both 75 and 0.75. */
final class ValueEquality {

    private static final Expression HUNDRED = Expression.of(100);

    private final Work work;

    ValueEquality(Work work) {
        this.work = work;
    }

    /** False as well where it can't be told. */
    boolean equal(MathValue one, MathValue two) {
        try {
            return same(one, two);
        } catch (UndecidedException e) {
            return false;
        }
    }

    private boolean same(MathValue one, MathValue two) {
        if (one instanceof Named || two instanceof Named) {
            return named(one, two);
        }
        if (one instanceof Relation || two instanceof Relation) {
            return relations(one, two);
        }
        if (one instanceof Collection || two instanceof Collection) {
            return collections(one, two);
        }
        return switch (one) {
            case Quantity a -> two instanceof Quantity b && quantities(a, b);
            case Bracketed a ->
                two instanceof Bracketed b
                        && a.open().equals(b.open())
                        && a.close().equals(b.close())
                        && inOrder(a.items(), b.items());
            case Joined a ->
                two instanceof Joined b
                        && a.operator().equals(b.operator())
                        && (a.operator().equals("setminus")
                                ? inOrder(a.sets(), b.sets())
                                : inAnyOrder(a.sets(), b.sets(), this::equal));
            case Matrix a -> two instanceof Matrix b && a.kind() == b.kind() && rows(a, b);
            case Ratio a -> two instanceof Ratio b && ratios(a, b);
            case MathValue.NamedSet a -> a.equals(two);
            case MathValue.Based a ->
                two instanceof MathValue.Based b && a.digits().equalsIgnoreCase(b.digits());
            case Named a -> false;
            case Relation a -> false;
            case Collection a -> false;
        };
    }

    private boolean quantities(Quantity a, Quantity b) {
        boolean percent = a.unit().equals(Unit.PERCENT);
        if (percent != b.unit().equals(Unit.PERCENT)) {
            Expression share = percent ? a.value() : b.value();
            Quantity other = percent ? b : a;
            return other.unit().isNone()
                    && (a.value().equalTo(b.value(), work)
                            || share.over(HUNDRED, work).equalTo(other.value(), work));
        }
        return a.unit().agreesWith(b.unit()) && a.value().equalTo(b.value(), work);
    }

    private boolean inOrder(List<MathValue> one, List<MathValue> two) {
        if (one.size() != two.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!equal(one.get(i), two.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether each has an equal among the others. */
    private <T> boolean inAnyOrder(List<T> one, List<T> two, BiPredicate<T, T> equal) {
        work.spend((long) one.size() * two.size() * 10);
        return one.stream().allMatch(a -> two.stream().anyMatch(b -> equal.test(a, b)))
                && two.stream().allMatch(b -> one.stream().anyMatch(a -> equal.test(a, b)));
    }

    private boolean collections(MathValue one, MathValue two) {
        if (one instanceof Collection a && two instanceof Collection b) {
            boolean conditions = hasInequality(a) || hasInequality(b);
            if (conditions && a.link() != b.link()) {
                return false; // "and" and "or" differ where conditions are joined
            }
            if (namesSeveral(a) != namesSeveral(b)) {
                return false; // x = 1, y = 2 says more than 1, 2
            }
            return inAnyOrder(flat(a), flat(b), this::equal);
        }
        Collection several = one instanceof Collection a ? a : (Collection) two;
        MathValue single = one instanceof Collection ? two : one;
        return several.items().size() == 1 && equal(several.items().getFirst(), single);
    }

    /** Members that are collections themselves, such as ±2, give their members; but sets stay members. */
    private static List<MathValue> flat(Collection collection) {
        return collection.items().stream()
                .flatMap(item -> item instanceof Collection inner && inner.link() != Link.SET
                        ? inner.items().stream()
                        : Stream.of(item))
                .toList();
    }

    private static boolean hasInequality(Collection collection) {
        return collection.items().stream()
                .anyMatch(item -> item instanceof Relation relation
                        && relation.signs().stream().anyMatch(sign -> !sign.equals("=")));
    }

    private static boolean namesSeveral(Collection collection) {
        Set<String> names = new HashSet<>();
        for (MathValue item : collection.items()) {
            if (item instanceof Relation relation) {
                Assignment.of(relation).ifPresent(assignment -> names.add(assignment.name()));
            }
        }
        return names.size() > 1;
    }

    private boolean named(MathValue one, MathValue two) {
        if (one instanceof Named a && two instanceof Named b) {
            return a.name().equalsIgnoreCase(b.name()) && equal(a.value(), b.value());
        }
        return one instanceof Named a ? equal(a.value(), two) : equal(one, ((Named) two).value());
    }

    private boolean relations(MathValue one, MathValue two) {
        if (one instanceof Relation a && two instanceof Relation b) {
            return Relations.equal(a, b, work, this::equal);
        }
        Relation relation = one instanceof Relation a ? a : (Relation) two;
        MathValue other = one instanceof Relation ? two : one;
        return Assignment.of(relation)
                .filter(assignment -> equal(assignment.value(), other))
                .isPresent();
    }

    private boolean rows(Matrix a, Matrix b) {
        if (a.rows().size() != b.rows().size()) {
            return false;
        }
        for (int i = 0; i < a.rows().size(); i++) {
            if (!inOrder(a.rows().get(i), b.rows().get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean ratios(Ratio a, Ratio b) {
        if (a.parts().size() != b.parts().size() || !a.halfOfDay().equals(b.halfOfDay())) {
            return false;
        }
        for (int i = 0; i < a.parts().size(); i++) {
            boolean clock =
                    a.written().get(i).startsWith("0") != b.written().get(i).startsWith("0"); // 3:05 isn't 3:5
            if (clock || !a.parts().get(i).equalTo(b.parts().get(i), work)) {
                return false;
            }
        }
        return true;
    }
}
