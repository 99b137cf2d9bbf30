package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import java.util.List;

/** What an answer says, read as mathematics. */
sealed interface MathValue {

    /** A number or an expression, with what follows it. */
    record Quantity(Expression value, Unit unit) implements MathValue {}

    /** A tuple, point or interval; its brackets and its order matter. */
    record Bracketed(String open, String close, List<MathValue> items) implements MathValue {}

    /** A set, or several solutions: neither order nor repetition matters. */
    record Collection(Link link, List<MathValue> items) implements MathValue {}

    /** What joins a collection's members. */
    enum Link {
        AND,
        OR,
        COMMA,
        SET
    }

    /** Sides with {@code =}, {@code <} and so on between them; one sign fewer than sides. */
    record Relation(List<MathValue> sides, List<String> signs) implements MathValue {}

    /** A value with a name that isn't one variable, such as {@code f(x)} or {@code area}. */
    record Named(String name, MathValue value) implements MathValue {}

    /** Sets joined: union, intersection or difference. */
    record Joined(String operator, List<MathValue> sets) implements MathValue {}

    /** A set with a letter of its own, such as the real numbers. */
    record NamedSet(String name) implements MathValue {}

    /** A matrix or a determinant, by rows. */
    record Matrix(Kind kind, List<List<MathValue>> rows) implements MathValue {

        enum Kind {
            MATRIX,
            DETERMINANT
        }
    }

    /** Numbers with colons between them, a ratio or a time. */
    record Ratio(List<Expression> parts, List<String> written, String halfOfDay) implements MathValue {}

    /** Digits in a base that is written with them. */
    record Based(String digits) implements MathValue {}
}
