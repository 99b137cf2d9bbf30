package io.kafkagrpo.task.answer.algebra;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a polynomial is 0. Without functions and powers that aren't worked out that is exact: no term is left.
 * With them it is computed at several places to 60 and to 120 digits: what is 0 gets smaller with the digits, and
 * anything else stays.
 */
final class NumericCheck {

    private static final int FEW_DIGITS = 60;
    private static final int MANY_DIGITS = 120;
    private static final int MOST_EXTRA_DIGITS = 2_000;
    private static final BigDecimal VANISHES = BigDecimal.ONE.movePointLeft(40);
    private static final int PLACES_TRIED = 14;
    private static final int PLACES_NEEDED = 3;
    private static final int PLACES_ENOUGH = 5;
    private static final long SEED = 7;

    private NumericCheck() {}

    /** @throws UndecidedException if it can't be computed at enough places */
    static boolean isZero(Polynomial polynomial, Work work) {
        if (polynomial.isZero()) {
            return true;
        }
        if (polynomial.atoms().stream().allMatch(atom -> atom.kind() != Atom.Kind.CALL)) {
            return false;
        }
        boolean zero = vanishes(polynomial.part(false, work), work);
        return zero && vanishes(polynomial.part(true, work), work);
    }

    private static boolean vanishes(Polynomial polynomial, Work work) {
        if (polynomial.isZero()) {
            return true;
        }
        Set<String> names = new TreeSet<>(Expression.variablesOf(polynomial));
        int extra = polynomial.bits() / 3; // digits of the longest number in it
        if (extra > MOST_EXTRA_DIGITS) {
            throw new UndecidedException("a number is too long");
        }
        Evaluation few = new Evaluation(new HighPrecision(FEW_DIGITS + extra), work);
        Evaluation many = new Evaluation(new HighPrecision(MANY_DIGITS + extra), work);
        Random random = new Random(SEED);
        int computed = 0;
        for (int place = 0; place < PLACES_TRIED; place++) {
            Map<String, Rational> values = new HashMap<>();
            for (String name : names) {
                int size = 1 + random.nextInt(400);
                values.put(name, Rational.of(place % 2 == 1 && random.nextBoolean() ? -size : size, 127));
            }
            try {
                if (!vanishes(few.of(polynomial, values), many.of(polynomial, values))) {
                    return false;
                }
                computed++;
            } catch (UndecidedException e) {
                work.spend(100); // not defined there: another place
            }
            if (names.isEmpty() || computed == PLACES_ENOUGH) {
                break;
            }
        }
        if (computed < (names.isEmpty() ? 1 : PLACES_NEEDED)) {
            throw new UndecidedException("it can't be computed");
        }
        return true;
    }

    private static boolean vanishes(BigDecimal few, BigDecimal many) {
        return many.signum() == 0
                || many.abs().compareTo(few.abs().multiply(VANISHES)) < 0
                || (few.signum() == 0 && many.abs().compareTo(VANISHES.multiply(VANISHES)) < 0);
    }

    /** Values of polynomials to a number of digits. */
    private record Evaluation(HighPrecision digits, Work work) {

        BigDecimal of(Polynomial polynomial, Map<String, Rational> values) {
            BigDecimal sum = BigDecimal.ZERO;
            for (Term term : polynomial.terms()) {
                BigDecimal product = term.coefficient().toDecimal(digits.precision());
                for (Map.Entry<Atom, Rational> power : term.powers().entrySet()) {
                    BigDecimal base = of(power.getKey(), values);
                    product = product.multiply(digits.pow(base, decimal(power.getValue())), digits.precision());
                }
                sum = sum.add(product, digits.precision());
            }
            return sum;
        }

        private BigDecimal decimal(Rational number) {
            return number.toDecimal(digits.precision());
        }

        private BigDecimal of(Atom atom, Map<String, Rational> values) {
            return switch (atom.kind()) {
                case VARIABLE -> {
                    Rational value = values.get(atom.name());
                    if (value == null) {
                        throw new UndecidedException("a variable without a value");
                    }
                    yield decimal(value);
                }
                case CONSTANT -> atom.equals(Atom.PI) ? digits.pi() : digits.e();
                case PRIME -> new BigDecimal(atom.name());
                case IMAGINARY -> throw new UndecidedException("a function of a complex number");
                case CALL -> call(atom, values);
            };
        }

        private BigDecimal of(Expression expression, Map<String, Rational> values) {
            BigDecimal below = of(expression.denominator(), values);
            if (below.signum() == 0) {
                throw new UndecidedException("a division by zero");
            }
            return of(expression.numerator(), values).divide(below, digits.precision());
        }

        private BigDecimal call(Atom atom, Map<String, Rational> values) {
            work.spend(100L + digits.precision().getPrecision());
            List<BigDecimal> x = new ArrayList<>();
            atom.arguments().forEach(argument -> x.add(of(argument, values)));
            BigDecimal one = x.getFirst();
            return switch (atom.name()) {
                case "pow" -> digits.pow(one, x.get(1));
                case "ln" -> digits.ln(one);
                case "abs" -> one.abs();
                case "floor" -> one.setScale(0, RoundingMode.FLOOR);
                case "ceil" -> one.setScale(0, RoundingMode.CEILING);
                case "sin" -> digits.sin(one);
                case "cos" -> digits.cos(one);
                case "tan" -> over(digits.sin(one), digits.cos(one));
                case "cot" -> over(digits.cos(one), digits.sin(one));
                case "sec" -> over(BigDecimal.ONE, digits.cos(one));
                case "csc" -> over(BigDecimal.ONE, digits.sin(one));
                case "arcsin" -> digits.asin(one);
                case "arccos" ->
                    digits.pi().divide(BigDecimal.TWO, digits.precision()).subtract(digits.asin(one));
                case "arctan" -> digits.atan(one);
                case "sinh" ->
                    digits.exp(one).subtract(digits.exp(one.negate())).divide(BigDecimal.TWO);
                case "cosh" -> digits.exp(one).add(digits.exp(one.negate())).divide(BigDecimal.TWO);
                case "tanh" ->
                    over(
                            digits.exp(one).subtract(digits.exp(one.negate())),
                            digits.exp(one).add(digits.exp(one.negate())));
                default -> throw new UndecidedException("a function that isn't computed");
            };
        }

        private BigDecimal over(BigDecimal above, BigDecimal below) {
            if (below.signum() == 0) {
                throw new UndecidedException("a division by zero");
            }
            return above.divide(below, digits.precision());
        }
    }
}
