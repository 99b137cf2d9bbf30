package io.kafkagrpo.task.answer.algebra;

import static java.math.BigDecimal.ONE;
import static java.math.BigDecimal.TEN;
import static java.math.BigDecimal.TWO;
import static java.math.BigDecimal.ZERO;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Elementary functions of decimals to a number of digits, by their Taylor series after the argument was
 * made small.
 */
final class HighPrecision {

    private static final BigDecimal LARGEST_EXPONENT = BigDecimal.valueOf(10_000);
    private static final BigDecimal LARGEST_ANGLE = BigDecimal.valueOf(1_000_000);
    private static final int GUARD_DIGITS = 15;

    private final MathContext precision;
    private final BigDecimal smallest;
    private final BigDecimal pi;
    private final BigDecimal e;

    HighPrecision(int digits) {
        this.precision = new MathContext(digits + GUARD_DIGITS, RoundingMode.HALF_EVEN);
        this.smallest = ONE.movePointLeft(digits + GUARD_DIGITS);
        this.pi = machin();
        this.e = exp(ONE);
    }

    MathContext precision() {
        return precision;
    }

    BigDecimal pi() {
        return pi;
    }

    BigDecimal e() {
        return e;
    }

    BigDecimal exp(BigDecimal x) {
        if (x.abs().compareTo(LARGEST_EXPONENT) > 0) {
            throw new UndecidedException("a power is too large");
        }
        int halvings = Math.max(0, x.precision() - x.scale()) * 4 + 4;
        BigDecimal small =
                x.divide(TWO.pow(halvings), precision.getPrecision() + x.precision(), RoundingMode.HALF_EVEN);
        BigDecimal sum = ONE;
        BigDecimal term = ONE;
        MathContext wide = new MathContext(precision.getPrecision() + halvings, RoundingMode.HALF_EVEN);
        for (int n = 1; term.abs().compareTo(smallest.movePointLeft(halvings)) > 0; n++) {
            term = term.multiply(small, wide).divide(BigDecimal.valueOf(n), wide);
            sum = sum.add(term, wide);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, wide);
        }
        return sum.round(precision);
    }

    /** Halley's method on exp, from a double's logarithm on. */
    BigDecimal ln(BigDecimal x) {
        if (x.signum() <= 0) {
            throw new UndecidedException("a logarithm of no positive number");
        }
        int digits = x.precision() - x.scale() - 1;
        BigDecimal y = BigDecimal.valueOf(Math.log(x.movePointLeft(digits).doubleValue()) + digits * Math.log(10));
        for (int i = 0; i < 8; i++) {
            BigDecimal power = exp(y);
            BigDecimal step = x.subtract(power).multiply(TWO).divide(x.add(power), precision);
            y = y.add(step, precision);
            if (step.abs().compareTo(smallest) < 0) {
                break;
            }
        }
        return y;
    }

    BigDecimal sin(BigDecimal x) {
        BigDecimal angle = reduced(x);
        return series(angle, angle, 2);
    }

    BigDecimal cos(BigDecimal x) {
        return series(reduced(x), ONE, 1);
    }

    BigDecimal atan(BigDecimal x) {
        BigDecimal small = x;
        int halvings = 0;
        while (small.abs().compareTo(new BigDecimal("0.1")) > 0) {
            BigDecimal root = sqrt(ONE.add(small.multiply(small), precision));
            small = small.divide(ONE.add(root), precision);
            halvings++;
        }
        BigDecimal square = small.multiply(small, precision).negate();
        BigDecimal power = small;
        BigDecimal sum = small;
        for (int n = 3; power.abs().compareTo(smallest) > 0; n += 2) {
            power = power.multiply(square, precision);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), precision), precision);
        }
        return sum.multiply(TWO.pow(halvings), precision);
    }

    BigDecimal asin(BigDecimal x) {
        int outside = x.abs().compareTo(ONE);
        if (outside > 0) {
            throw new UndecidedException("an arcsine of more than 1");
        }
        if (outside == 0) {
            return pi.divide(TWO, precision).multiply(x);
        }
        return atan(x.divide(sqrt(ONE.subtract(x.multiply(x), precision)), precision));
    }

    BigDecimal sqrt(BigDecimal x) {
        if (x.signum() < 0) {
            throw new UndecidedException("a square root of a negative number");
        }
        return x.sqrt(precision);
    }

    /** A power of any exponent, of a base above 0; of a whole exponent, of any base but 0. */
    BigDecimal pow(BigDecimal base, BigDecimal exponent) {
        BigDecimal whole = exponent.setScale(0, RoundingMode.FLOOR);
        if (whole.compareTo(exponent) == 0 && exponent.abs().compareTo(LARGEST_ANGLE) <= 0) {
            if (base.signum() == 0 && exponent.signum() <= 0) {
                throw new UndecidedException("0 to the power of 0 or less");
            }
            return power(base, exponent.intValueExact());
        }
        if (base.signum() == 0 && exponent.signum() > 0) {
            return ZERO;
        }
        BigDecimal twice = exponent.multiply(TWO);
        if (twice.stripTrailingZeros().scale() <= 0 && twice.abs().compareTo(LARGEST_ANGLE) <= 0) {
            return power(sqrt(base), twice.intValueExact());
        }
        return exp(exponent.multiply(ln(base), precision));
    }

    private BigDecimal power(BigDecimal base, int exponent) {
        try {
            BigDecimal power = base.pow(Math.abs(exponent), precision);
            return exponent < 0 ? ONE.divide(power, precision) : power;
        } catch (ArithmeticException e) {
            throw new UndecidedException("a power is too large");
        }
    }

    private BigDecimal reduced(BigDecimal x) {
        if (x.abs().compareTo(LARGEST_ANGLE) > 0) {
            throw new UndecidedException("an angle is too large");
        }
        BigDecimal turn = pi.multiply(TWO);
        BigDecimal turns = x.divide(turn, 0, RoundingMode.HALF_EVEN);
        return x.subtract(turns.multiply(turn));
    }

    /** The alternating series that begins with 1 (cosine) or x (sine). */
    private BigDecimal series(BigDecimal x, BigDecimal first, int divisor) {
        BigDecimal square = x.multiply(x, precision).negate();
        BigDecimal term = first;
        BigDecimal sum = first;
        for (int n = divisor; term.abs().compareTo(smallest) > 0; n += 2) {
            term = term.multiply(square, precision).divide(BigDecimal.valueOf((long) n * (n + 1)), precision);
            sum = sum.add(term, precision);
        }
        return sum;
    }

    /** Machin 1706: π = 16 arctan(1/5) − 4 arctan(1/239). */
    private BigDecimal machin() {
        return inverseTangent(5)
                .multiply(BigDecimal.valueOf(16))
                .subtract(inverseTangent(239).multiply(BigDecimal.valueOf(4)), precision);
    }

    private BigDecimal inverseTangent(int inverse) {
        BigDecimal square = BigDecimal.valueOf((long) inverse * inverse).negate();
        BigDecimal power = ONE.divide(BigDecimal.valueOf(inverse), precision);
        BigDecimal sum = power;
        for (int n = 3; power.abs().compareTo(smallest.divide(TEN)) > 0; n += 2) {
            power = power.divide(square, precision);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), precision), precision);
        }
        return sum;
    }
}
