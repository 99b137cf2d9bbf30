package io.kafkagrpo.task.answer.algebra;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A quotient of two polynomials over numbers, roots, pi, e, i, variables and functions' values; not reduced. */
public final class Expression {

    public static final Expression ZERO = of(Rational.ZERO);
    public static final Expression ONE = of(Rational.ONE);
    public static final Expression PI = new Expression(Polynomial.of(Term.of(Atom.PI, Rational.ONE)), Polynomial.ONE);
    public static final Expression E = new Expression(Polynomial.of(Term.of(Atom.E, Rational.ONE)), Polynomial.ONE);
    public static final Expression I = new Expression(Polynomial.of(Term.of(Atom.I, Rational.ONE)), Polynomial.ONE);

    private final Polynomial numerator;
    private final Polynomial denominator;

    private Expression(Polynomial numerator, Polynomial denominator) {
        this.numerator = numerator;
        this.denominator = denominator;
    }

    public static Expression of(Rational number) {
        return new Expression(Polynomial.of(Term.of(number)), Polynomial.ONE);
    }

    public static Expression of(long number) {
        return of(Rational.of(number));
    }

    public static Expression variable(String name) {
        return new Expression(Polynomial.of(Term.of(Atom.variable(name), Rational.ONE)), Polynomial.ONE);
    }

    static Expression of(Atom atom) {
        return of(Term.of(atom, Rational.ONE));
    }

    static Expression of(Term term) {
        return new Expression(Polynomial.of(term), Polynomial.ONE);
    }

    static Expression call(String function, Expression... arguments) {
        return of(Atom.call(function, List.of(arguments)));
    }

    public Expression plus(Expression other, Work work) {
        if (denominator.key().equals(other.denominator.key())) {
            return new Expression(numerator.plus(other.numerator, work), denominator);
        }
        return new Expression(
                numerator.times(other.denominator, work).plus(other.numerator.times(denominator, work), work),
                denominator.times(other.denominator, work));
    }

    public Expression minus(Expression other, Work work) {
        return plus(other.negate(work), work);
    }

    public Expression negate(Work work) {
        return new Expression(numerator.times(Rational.of(-1), work), denominator);
    }

    public Expression times(Expression other, Work work) {
        return new Expression(numerator.times(other.numerator, work), denominator.times(other.denominator, work));
    }

    /** @throws UndecidedException if the other is 0 */
    public Expression over(Expression other, Work work) {
        return times(other.inverse(work), work);
    }

    /** @throws UndecidedException if it is 0 */
    public Expression inverse(Work work) {
        if (numerator.isZero()) {
            throw new UndecidedException("a division by zero");
        }
        if (numerator.size() == 1) { // one term goes to the other side, so that 1/√2 is √2/2
            Term term = numerator.terms().iterator().next().pow(-1);
            return new Expression(denominator.times(Polynomial.of(term), work), Polynomial.ONE);
        }
        return new Expression(denominator, numerator);
    }

    /** The rational number that it is. @throws UndecidedException if it is none */
    public Rational number() {
        if (!isNumber()) {
            throw new UndecidedException("no rational number");
        }
        return numerator.constant().over(denominator.constant());
    }

    /** Whether it is a rational number. */
    public boolean isNumber() {
        return numerator.isConstant() && denominator.isConstant();
    }

    /** Whether no variable is in it. */
    public boolean isConstant() {
        return variables().isEmpty();
    }

    /** The names of the variables, those in functions' arguments included. */
    public Set<String> variables() {
        Set<String> names = new TreeSet<>(variablesOf(numerator));
        names.addAll(variablesOf(denominator));
        return names;
    }

    static Set<String> variablesOf(Polynomial polynomial) {
        Set<String> names = new TreeSet<>();
        for (Atom atom : polynomial.atoms()) {
            if (atom.kind() == Atom.Kind.VARIABLE) {
                names.add(atom.name());
            }
            atom.arguments().forEach(argument -> names.addAll(argument.variables()));
        }
        return names;
    }

    /** The variable that it is, or an empty text. */
    public String loneVariable() {
        Set<String> names = variables();
        if (names.size() != 1) {
            return "";
        }
        String name = names.iterator().next();
        return key().equals(variable(name).key()) ? name : "";
    }

    /**
     * Whether both are the same for all values of the variables: exactly, or, where functions and roots of sums
     * are in them, by computing with many digits.
     *
     * @throws UndecidedException if that can't be told
     */
    public boolean equalTo(Expression other, Work work) {
        return NumericCheck.isZero(crossDifference(other, work), work);
    }

    /**
     * Whether {@code this = 0} and {@code other = 0} have the same solutions, for one is the other times a number.
     *
     * @param sameSign whether the number has to be positive
     */
    public boolean proportionalTo(Expression other, boolean sameSign, Work work) {
        Polynomial one = numerator.scaled(sameSign, work);
        Polynomial two = other.numerator.scaled(sameSign, work);
        return NumericCheck.isZero(one.plus(two.times(Rational.of(-1), work), work), work);
    }

    private Polynomial crossDifference(Expression other, Work work) {
        return numerator
                .times(other.denominator, work)
                .plus(other.numerator.times(denominator, work).times(Rational.of(-1), work), work);
    }

    Polynomial numerator() {
        return numerator;
    }

    Polynomial denominator() {
        return denominator;
    }

    /** Its one term, where it is one. @throws UndecidedException if it has more or none */
    Term term() {
        if (!isTerm()) {
            throw new UndecidedException("no single term");
        }
        return numerator.terms().iterator().next();
    }

    boolean isTerm() {
        return numerator.size() == 1 && denominator.key().equals(Polynomial.ONE.key());
    }

    String key() {
        return numerator.key() + ":" + denominator.key();
    }

    /** For messages of tests. */
    @Override
    public String toString() {
        return key();
    }

    static Expression whole(BigInteger number) {
        return of(new Rational(number, BigInteger.ONE));
    }
}
