package io.kafkagrpo.task.answer.algebra;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/** What a polynomial is built of: two atoms of the same key are the same. */
final class Atom implements Comparable<Atom> {

    /** What an atom is. */
    enum Kind {
        VARIABLE("v"),
        /** The number pi or e. */
        CONSTANT("c"),
        /** The imaginary unit. */
        IMAGINARY("i"),
        /** A prime, of which only powers between 0 and 1 stay. */
        PRIME("p"),
        /** A function's value or a power that isn't simplified. */
        CALL("f");

        private final String mark;

        Kind(String mark) {
            this.mark = mark;
        }
    }

    static final Atom PI = new Atom(Kind.CONSTANT, "pi", List.of());
    static final Atom E = new Atom(Kind.CONSTANT, "e", List.of());
    static final Atom I = new Atom(Kind.IMAGINARY, "i", List.of());

    private static final int LONGEST_KEY = 4_000;

    private final Kind kind;
    private final String name;
    private final List<Expression> arguments;
    private final String key;

    private Atom(Kind kind, String name, List<Expression> arguments) {
        this.kind = kind;
        this.name = name;
        this.arguments = List.copyOf(arguments);
        this.key = kind.mark
                + name
                + (arguments.isEmpty()
                        ? ""
                        : arguments.stream().map(Expression::key).collect(Collectors.joining(",", "(", ")")));
        if (key.length() > LONGEST_KEY) {
            throw new UndecidedException("an expression is too deep");
        }
    }

    static Atom variable(String name) {
        return new Atom(Kind.VARIABLE, name, List.of());
    }

    static Atom prime(BigInteger prime) {
        return new Atom(Kind.PRIME, prime.toString(), List.of());
    }

    static Atom call(String function, List<Expression> arguments) {
        return new Atom(Kind.CALL, function, arguments);
    }

    Kind kind() {
        return kind;
    }

    String name() {
        return name;
    }

    List<Expression> arguments() {
        return arguments;
    }

    String key() {
        return key;
    }

    /** A prime, pi or e: a positive number that powers of any rational exponent are defined for. */
    boolean isPositive() {
        return kind == Kind.PRIME || kind == Kind.CONSTANT;
    }

    @Override
    public int compareTo(Atom other) {
        return key.compareTo(other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Atom atom && atom.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return key;
    }
}
