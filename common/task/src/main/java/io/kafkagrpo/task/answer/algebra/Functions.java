package io.kafkagrpo.task.answer.algebra;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;

/**
 * The functions that answers use, by their names without TeX's backslash. Values that aren't simple stay as
 * they are.
 */
public final class Functions {

    /** All names that {@link #of} knows. */
    public static final Set<String> NAMES = Set.of(
            "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "ln", "log",
            "exp", "sqrt", "abs", "floor", "ceil", "gcd", "lcm", "max", "min");

    private static final int LARGEST_FACTORIAL = 2_000;

    private Functions() {}

    /**
     * The function's value. {@code log} without a base is to base 10; angles are in radians.
     *
     * @throws UndecidedException if there is no such function, not for so many arguments or not at this place
     */
    public static Expression of(String name, List<Expression> arguments, Work work) {
        work.spend(1);
        if (name.equals("gcd") || name.equals("lcm") || name.equals("max") || name.equals("min")) {
            return ofSeveral(name, arguments);
        }
        if (arguments.size() != 1) {
            throw new UndecidedException(name + " takes one argument");
        }
        Expression argument = arguments.getFirst();
        return switch (name) {
            case "exp" -> Powers.power(Expression.E, argument, work);
            case "sqrt" -> Powers.squareRoot(argument, work);
            case "log" -> logarithm(Expression.of(10), argument, work);
            case "abs" -> argument.isNumber() ? Expression.of(size(argument.number())) : call(name, argument);
            case "floor" ->
                argument.isNumber() ? Expression.whole(argument.number().floor()) : call(name, argument);
            case "ceil" ->
                argument.isNumber()
                        ? Expression.whole(argument.number().negate().floor().negate())
                        : call(name, argument);
            default -> call(name, argument);
        };
    }

    /** The logarithm to a base. */
    public static Expression logarithm(Expression base, Expression argument, Work work) {
        return call("ln", argument).over(call("ln", base), work);
    }

    /** n! of a whole number from 0. */
    public static Expression factorial(Expression number, Work work) {
        int n = number.number().intValue();
        if (n < 0 || n > LARGEST_FACTORIAL) {
            throw new UndecidedException("a factorial that isn't worked out");
        }
        work.spend(n);
        BigInteger product = BigInteger.ONE;
        for (int i = 2; i <= n; i++) {
            product = product.multiply(BigInteger.valueOf(i));
        }
        return Expression.whole(product);
    }

    /** The number of ways to choose. */
    public static Expression binomial(Expression of, Expression chosen, Work work) {
        int n = of.number().intValue();
        int k = chosen.number().intValue();
        if (k < 0 || n < 0 || n > LARGEST_FACTORIAL) {
            throw new UndecidedException("a binomial coefficient that isn't worked out");
        }
        work.spend(n);
        BigInteger value = k > n ? BigInteger.ZERO : BigInteger.ONE;
        for (int i = 1; i <= Math.min(k, n); i++) {
            value = value.multiply(BigInteger.valueOf(n - i + 1L)).divide(BigInteger.valueOf(i));
        }
        return Expression.whole(value);
    }

    private static Expression ofSeveral(String name, List<Expression> arguments) {
        if (arguments.isEmpty()) {
            throw new UndecidedException(name + " takes arguments");
        }
        Rational value = arguments.getFirst().number();
        for (Expression argument : arguments.subList(1, arguments.size())) {
            Rational next = argument.number();
            value = switch (name) {
                case "max" -> value.compareTo(next) >= 0 ? value : next;
                case "min" -> value.compareTo(next) <= 0 ? value : next;
                case "gcd" -> Rational.of(new BigDecimal(whole(value).gcd(whole(next))));
                default ->
                    new Rational(
                            whole(value).multiply(whole(next)).abs(),
                            whole(value).gcd(whole(next)));
            };
        }
        return Expression.of(value);
    }

    private static BigInteger whole(Rational number) {
        return BigInteger.valueOf(number.intValue());
    }

    private static Rational size(Rational number) {
        return number.signum() < 0 ? number.negate() : number;
    }

    private static Expression call(String name, Expression argument) {
        if (!NAMES.contains(name)) {
            throw new UndecidedException("no function of this name");
        }
        if (argument.isNumber()) {
            Rational at = argument.number();
            if (at.isZero()
                    && Set.of("sin", "tan", "arcsin", "arctan", "sinh", "tanh").contains(name)) {
                return Expression.ZERO;
            }
            if (at.isZero() && Set.of("cos", "cosh", "sec").contains(name)) {
                return Expression.ONE;
            }
            if (name.equals("ln") && at.equals(Rational.ONE)) {
                return Expression.ZERO;
            }
        }
        return Expression.call(name, argument);
    }
}
