package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import io.kafkagrpo.task.answer.math.syntax.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Reads TeX's matrices; the shape of their brackets doesn't matter, but bars make a determinant. */
final class Matrices {

    private static final Set<String> MATRICES = Set.of(
            "pmatrix",
            "bmatrix",
            "matrix",
            "Bmatrix",
            "smallmatrix",
            "array",
            "vmatrix",
            "psmallmatrix",
            "bsmallmatrix");

    private Matrices() {}

    static MathValue read(Tokens tokens, Supplier<Expression> entry) {
        String environment = tokens.next().text();
        if (!MATRICES.contains(environment)) {
            throw tokens.unreadable();
        }
        List<List<MathValue>> rows = new ArrayList<>();
        List<MathValue> row = new ArrayList<>();
        while (true) {
            row.add(new MathValue.Quantity(entry.get(), Unit.NONE));
            if (tokens.accept("&")) {
                continue;
            }
            boolean another = tokens.accept("\\\\");
            rows.add(row);
            row = new ArrayList<>();
            if (!another || tokens.peek().kind() == Token.Kind.END) {
                break;
            }
        }
        Token end = tokens.next();
        if (end.kind() != Token.Kind.END || !end.text().equals(environment)) {
            throw tokens.unreadable();
        }
        return new MathValue.Matrix(
                environment.equals("vmatrix") ? MathValue.Matrix.Kind.DETERMINANT : MathValue.Matrix.Kind.MATRIX, rows);
    }

    /** Whether brackets with nothing but a matrix in them come next. */
    static boolean isWrapped(Tokens tokens) {
        Token open = tokens.peek();
        return (open.is("(") || open.is("[") || open.is("|")) && tokens.peek(1).kind() == Token.Kind.BEGIN;
    }

    static MathValue wrapped(Tokens tokens, Supplier<Expression> entry) {
        String open = tokens.next().text();
        MathValue matrix = read(tokens, entry);
        String close = tokens.next().text();
        if (!close.equals(open.equals("(") ? ")" : open.equals("[") ? "]" : "|")) {
            throw tokens.unreadable();
        }
        return open.equals("|") && matrix instanceof MathValue.Matrix inner
                ? new MathValue.Matrix(MathValue.Matrix.Kind.DETERMINANT, inner.rows())
                : matrix;
    }
}
