package io.kafkagrpo.task.answer.algebra;

import java.math.BigInteger;
import java.util.List;

/** Powers and roots: exact for numbers and single terms, else a power that isn't worked out. */
public final class Powers {

    /** Sums are multiplied out up to this exponent. */
    private static final int MAX_EXPANDED = 40;

    private static final int LARGEST_INDEX = 1_000;

    /** Trial division goes so far; what is left is prime if it is below the square. */
    private static final int LARGEST_DIVISOR = 10_000;

    private static final Rational HALF = Rational.of(1, 2);

    private Powers() {}

    /** @throws UndecidedException if the power isn't defined, such as 0 to the 0, or too long to write */
    public static Expression power(Expression base, Expression exponent, Work work) {
        work.spend(1);
        if (!exponent.isNumber()) {
            if (base.isNumber() && base.number().equals(Rational.ONE)) {
                return base;
            }
            return Expression.call("pow", base, exponent);
        }
        Rational number = exponent.number();
        return number.isWhole() ? whole(base, number, work) : root(base, number, work);
    }

    /** The real root of an odd index, also of a negative number. */
    public static Expression root(Expression radicand, Expression index, Work work) {
        return power(radicand, index.inverse(work), work);
    }

    public static Expression squareRoot(Expression radicand, Work work) {
        return power(radicand, Expression.of(HALF), work);
    }

    private static Expression whole(Expression base, Rational exponent, Work work) {
        if (base.isNumber() && base.number().isZero() && exponent.signum() <= 0) {
            throw new UndecidedException("0 to the power of 0 or less");
        }
        if (base.isNumber() && base.number().compareTo(Rational.ONE) == 0) {
            return base;
        }
        int times = exponent.intValue();
        if (base.isTerm()) {
            Term term = base.term();
            work.spend((long) term.coefficient().bits() * Math.abs((long) times) / 256);
            return Expression.of(term.pow(times));
        }
        if (Math.abs((long) times) > MAX_EXPANDED) {
            return Expression.call("pow", base, Expression.of(exponent));
        }
        Expression power = Expression.ONE;
        for (int i = 0; i < Math.abs(times); i++) {
            power = power.times(base, work);
        }
        return times < 0 ? power.inverse(work) : power;
    }

    private static Expression root(Expression base, Rational exponent, Work work) {
        if (base.isNumber() && base.number().isZero()) {
            return exponent.signum() > 0 ? base : base.inverse(work);
        }
        if (exponent.denominator().bitLength() > 10 || exponent.denominator().intValueExact() > LARGEST_INDEX) {
            throw new UndecidedException("a root of too high an index");
        }
        if (!base.isTerm() || !base.term().powers().keySet().stream().allMatch(Atom::isPositive)) {
            return Expression.call("pow", base, Expression.of(exponent));
        }
        Term term = base.term();
        boolean negative = term.coefficient().signum() < 0;
        Rational size = negative ? term.coefficient().negate() : term.coefficient();
        Term result =
                ofWhole(size.numerator(), exponent, work).times(ofWhole(size.denominator(), exponent.negate(), work));
        for (var power : term.powers().entrySet()) {
            result = result.times(Term.of(power.getKey(), power.getValue().times(exponent)));
        }
        return Expression.of(negative ? result.times(ofMinusOne(exponent)) : result);
    }

    /** The real power of −1 for roots of odd index; i for square roots. */
    private static Term ofMinusOne(Rational exponent) {
        if (exponent.denominator().testBit(0)) {
            return Term.of(exponent.numerator().testBit(0) ? Rational.of(-1) : Rational.ONE);
        }
        if (exponent.denominator().equals(BigInteger.TWO)) {
            return Term.of(Atom.I, new Rational(exponent.numerator(), BigInteger.ONE));
        }
        throw new UndecidedException("an even root of a negative number");
    }

    /** A whole number's power as powers of primes. */
    private static Term ofWhole(BigInteger number, Rational exponent, Work work) {
        BigInteger rest = number;
        Term result = Term.of(Rational.ONE);
        for (int divisor = 2; divisor <= LARGEST_DIVISOR && rest.bitLength() > 1; divisor += divisor == 2 ? 1 : 2) {
            if (rest.bitLength() < 31 && (long) divisor * divisor > rest.intValueExact()) {
                break; // what is left is prime
            }
            work.spend(1 + rest.bitLength() / 2048);
            BigInteger prime = BigInteger.valueOf(divisor);
            int count = 0;
            for (BigInteger[] parts = rest.divideAndRemainder(prime);
                    parts[1].signum() == 0;
                    parts = rest.divideAndRemainder(prime)) {
                rest = parts[0];
                count++;
                work.spend(1 + rest.bitLength() / 2048);
            }
            if (count > 0) {
                result = result.times(Term.of(Atom.prime(prime), exponent.times(Rational.of(count))));
            }
        }
        return rest.equals(BigInteger.ONE) ? result : result.times(ofUnfactored(rest, exponent, work));
    }

    /**
     * A number without small divisors: a whole power of another, a prime, or, where that isn't known, left as
     * it is.
     */
    private static Term ofUnfactored(BigInteger number, Rational exponent, Work work) {
        if (number.bitLength() <= 26) { // below the square of the largest divisor tried
            return Term.of(Atom.prime(number), exponent);
        }
        work.spend(number.bitLength());
        BigInteger square = number.sqrt();
        if (square.multiply(square).equals(number)) {
            return ofUnfactored(square, exponent.times(Rational.of(2)), work);
        }
        return Term.of(Atom.call("pow", List.of(Expression.whole(number), Expression.of(exponent))), Rational.ONE);
    }
}
