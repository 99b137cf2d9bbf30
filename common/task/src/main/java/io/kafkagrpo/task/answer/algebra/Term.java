package io.kafkagrpo.task.answer.algebra;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A number times powers of atoms. Powers of primes stay between 0 and 1 and the imaginary unit's is 0 or 1, so
 * that equal products of roots are equal terms; products of different roots are linearly independent over the
 * rationals (Besicovitch 1940), so that a sum of terms is 0 only if each is.
 *
 * @param powers no exponent is 0
 */
record Term(Rational coefficient, SortedMap<Atom, Rational> powers) {

    private static final SortedMap<Atom, Rational> NONE = Collections.unmodifiableSortedMap(new TreeMap<>());

    static Term of(Rational number) {
        return new Term(number, NONE);
    }

    static Term of(Atom atom, Rational exponent) {
        return normal(Rational.ONE, Map.of(atom, exponent));
    }

    Term times(Term other) {
        Map<Atom, Rational> product = new TreeMap<>(powers);
        other.powers.forEach((atom, exponent) -> product.merge(atom, exponent, Rational::plus));
        return normal(coefficient.times(other.coefficient), product);
    }

    /** Raised to a whole exponent; 0 to a negative one isn't defined. */
    Term pow(int exponent) {
        Rational factor = Rational.of(exponent);
        Map<Atom, Rational> power = new TreeMap<>();
        powers.forEach((atom, own) -> power.put(atom, own.times(factor)));
        return normal(coefficient.pow(exponent), power);
    }

    private static Term normal(Rational coefficient, Map<Atom, Rational> powers) {
        Rational number = coefficient;
        SortedMap<Atom, Rational> kept = new TreeMap<>();
        for (Map.Entry<Atom, Rational> power : powers.entrySet()) {
            Atom atom = power.getKey();
            Rational exponent = power.getValue();
            if (atom.kind() == Atom.Kind.PRIME) {
                Rational whole = new Rational(exponent.floor(), BigInteger.ONE);
                Rational prime = Rational.ofDecimal(atom.name());
                number = number.times(prime.pow(whole.intValue()));
                exponent = exponent.minus(whole);
            } else if (atom.kind() == Atom.Kind.IMAGINARY && exponent.isWhole()) {
                int rest = exponent.numerator().mod(BigInteger.valueOf(4)).intValue();
                number = rest >= 2 ? number.negate() : number;
                exponent = Rational.of(rest % 2);
            }
            if (!exponent.isZero()) {
                kept.put(atom, exponent);
            }
        }
        return new Term(number, Collections.unmodifiableSortedMap(kept));
    }
}
