package io.kafkagrpo.task.answer.algebra;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * A fraction of whole numbers in lowest terms.
 *
 * @param denominator above 0
 */
public record Rational(BigInteger numerator, BigInteger denominator) implements Comparable<Rational> {

    public static final Rational ZERO = of(0);
    public static final Rational ONE = of(1);

    /** Bits of the largest numerator or denominator that is computed with: 30,000 digits. */
    static final int MAX_BITS = 100_000;

    /** @throws UndecidedException if the denominator is 0 or a number is too long */
    public Rational {
        if (denominator.signum() == 0) {
            throw new UndecidedException("a division by zero");
        }
        BigInteger divisor = denominator.equals(BigInteger.ONE) ? denominator : numerator.gcd(denominator);
        if (denominator.signum() < 0) {
            divisor = divisor.negate();
        }
        if (!divisor.equals(BigInteger.ONE)) {
            numerator = numerator.divide(divisor);
            denominator = denominator.divide(divisor);
        }
        if (numerator.bitLength() > MAX_BITS || denominator.bitLength() > MAX_BITS) {
            throw new UndecidedException("a number is too long");
        }
    }

    public static Rational of(long whole) {
        return new Rational(BigInteger.valueOf(whole), BigInteger.ONE);
    }

    public static Rational of(long numerator, long denominator) {
        return new Rational(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    /** The number that a decimal such as {@code 0.75} is, exactly. */
    public static Rational ofDecimal(String decimal) {
        return of(new BigDecimal(decimal));
    }

    /** The decimal's exact value; its exponent must be of a size that can be written out. */
    public static Rational of(BigDecimal value) {
        if (Math.abs((long) value.scale()) > MAX_BITS / 4) {
            throw new UndecidedException("a number is too long");
        }
        return value.scale() > 0
                ? new Rational(value.unscaledValue(), BigInteger.TEN.pow(value.scale()))
                : new Rational(value.toBigIntegerExact(), BigInteger.ONE);
    }

    public Rational plus(Rational other) {
        return new Rational(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    public Rational minus(Rational other) {
        return plus(other.negate());
    }

    public Rational times(Rational other) {
        return new Rational(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    /** @throws UndecidedException if the other is 0 */
    public Rational over(Rational other) {
        return new Rational(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    public Rational negate() {
        return new Rational(numerator.negate(), denominator);
    }

    /** @throws UndecidedException if the power is too long to be written, or of 0 to a negative exponent */
    public Rational pow(int exponent) {
        long bits = Math.max(numerator.bitLength(), denominator.bitLength());
        if (bits > 1 && (bits - 1) * Math.abs((long) exponent) > MAX_BITS) {
            throw new UndecidedException("a power is too long");
        }
        return exponent >= 0
                ? new Rational(numerator.pow(exponent), denominator.pow(exponent))
                : new Rational(denominator.pow(-exponent), numerator.pow(-exponent));
    }

    public int signum() {
        return numerator.signum();
    }

    public boolean isZero() {
        return signum() == 0;
    }

    public boolean isWhole() {
        return denominator.equals(BigInteger.ONE);
    }

    /** Its value as an int. @throws UndecidedException if it is none */
    public int intValue() {
        if (!isWhole() || numerator.bitLength() > 31) {
            throw new UndecidedException("a number is no whole number of common size");
        }
        return numerator.intValue();
    }

    /** The largest whole number that isn't above it. */
    public BigInteger floor() {
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    BigDecimal toDecimal(MathContext precision) {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), precision);
    }

    /** Bits of the longer of the two numbers. */
    int bits() {
        return Math.max(numerator.bitLength(), denominator.bitLength());
    }

    @Override
    public int compareTo(Rational other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    @Override
    public String toString() {
        return isWhole() ? numerator.toString() : numerator + "/" + denominator;
    }
}
