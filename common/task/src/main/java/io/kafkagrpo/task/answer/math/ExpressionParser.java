package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import io.kafkagrpo.task.answer.algebra.Functions;
import io.kafkagrpo.task.answer.algebra.Powers;
import io.kafkagrpo.task.answer.algebra.Work;
import io.kafkagrpo.task.answer.math.syntax.Token;
import java.util.ArrayList;
import java.util.List;

/** Reads and works out one expression. Products without a sign bind as those with one; powers bind to the right. */
final class ExpressionParser {

    private final Tokens tokens;
    private final Work work;
    private final NumberParser numbers;
    private final FunctionParser functions;
    private int bars;
    private int plusMinus = 1;
    private boolean plusMinusSeen;

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
        this.work = tokens.work();
        this.numbers = new NumberParser(tokens, this);
        this.functions = new FunctionParser(tokens, this, numbers);
    }

    /** Reads ± as + (1) or − (−1) from now on. */
    void readPlusMinusAs(int sign) {
        plusMinus = sign;
        plusMinusSeen = false;
    }

    boolean sawPlusMinus() {
        return plusMinusSeen;
    }

    Expression sum() {
        tokens.enter();
        Expression sum = null;
        while (true) {
            int sign = sign();
            if (sign == 0 && sum != null) {
                break;
            }
            Expression term = term();
            Expression signed = sign < 0 ? term.negate(work) : term;
            sum = sum == null ? signed : sum.plus(signed, work);
        }
        tokens.leave();
        return sum;
    }

    /** 1 or −1, or 0 if there is no sign. */
    private int sign() {
        int sign = 0;
        while (true) {
            int next;
            if (tokens.accept("+")) {
                next = 1;
            } else if (tokens.accept("-")) {
                next = -1;
            } else if (tokens.accept("pm")) {
                next = plusMinus;
                plusMinusSeen = true;
            } else if (tokens.accept("mp")) {
                next = -plusMinus;
                plusMinusSeen = true;
            } else {
                return sign;
            }
            sign = sign == 0 ? next : sign * next;
        }
    }

    private Expression term() {
        Expression product = factor();
        while (true) {
            if (tokens.accept("*")) {
                product = product.times(factor(), work);
            } else if (tokens.peek().is("/") && tokens.peek(1).kind() != Token.Kind.WORD) {
                tokens.next();
                product = product.over(factor(), work);
            } else if (beginsFactor(tokens.peek())) {
                product = product.times(factor(), work);
            } else {
                return product;
            }
        }
    }

    /** Whether a product goes on with this token though no sign stands before it. */
    boolean beginsFactor(Token token) {
        return switch (token.kind()) {
            case LETTER -> true;
            case FUNCTION -> !isMinutes(token);
            case SIGN ->
                switch (token.text()) {
                    case "(", "frac", "sqrt", "binom", "lfloor", "lceil" -> true;
                    case "{" -> !tokens.holdsList();
                    case "|" -> bars == 0;
                    default -> false;
                };
            default -> false;
        };
    }

    private boolean isMinutes(Token token) {
        return token.text().equals("min")
                && !tokens.peek(1).is("(")
                && !tokens.peek(1).is("\\{");
    }

    Expression factor() {
        if (tokens.peek().is("-") || tokens.peek().is("+")) {
            tokens.enter();
            Expression factor = tokens.next().is("-") ? factor().negate(work) : factor();
            tokens.leave();
            return factor;
        }
        return powers(primary());
    }

    private Expression powers(Expression base) {
        Expression value = base;
        while (true) {
            if (tokens.peek().is("^") && !degreeFollows()) {
                tokens.next();
                value = Powers.power(value, exponent(), work);
            } else if (tokens.peek().is("!")) {
                tokens.next();
                value = Functions.factorial(value, work);
            } else if (functions.areOpen() && degreeFollows()) {
                skipDegree();
                value = value.times(Expression.PI.over(Expression.of(180), work), work);
            } else {
                return value;
            }
        }
    }

    /** Whether the sign for degrees comes next, with or without ^ and braces. */
    boolean degreeFollows() {
        int ahead = tokens.peek().is("^") ? 1 : 0;
        return tokens.peek(ahead).is("deg")
                || (ahead == 1
                        && tokens.peek(1).is("{")
                        && tokens.peek(2).is("deg")
                        && tokens.peek(3).is("}"));
    }

    void skipDegree() {
        tokens.accept("^");
        boolean braced = tokens.accept("{");
        tokens.expect("deg");
        if (braced) {
            tokens.expect("}");
        }
    }

    Expression exponent() {
        tokens.enter();
        Expression exponent = tokens.peek().is("{") ? group("{", "}") : factor();
        tokens.leave();
        return exponent;
    }

    private Expression primary() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case NUMBER -> numbers.read();
            case LETTER -> letter(tokens.next().text());
            case FUNCTION -> functions.read();
            case SIGN -> sign(token.text());
            default -> throw tokens.unreadable();
        };
    }

    private Expression sign(String sign) {
        return switch (sign) {
            case "(" -> group("(", ")");
            case "{" -> group("{", "}");
            case "[" -> group("[", "]");
            case "frac" -> {
                tokens.next();
                Expression above = argument();
                yield above.over(argument(), work);
            }
            case "binom" -> {
                tokens.next();
                Expression of = argument();
                yield Functions.binomial(of, argument(), work);
            }
            case "sqrt" -> {
                tokens.next();
                yield root();
            }
            case "|" -> {
                tokens.next();
                bars++;
                Expression inner = sum();
                bars--;
                tokens.expect("|");
                yield Functions.of("abs", List.of(inner), work);
            }
            case "lfloor" -> Functions.of("floor", List.of(group("lfloor", "rfloor")), work);
            case "lceil" -> Functions.of("ceil", List.of(group("lceil", "rceil")), work);
            default -> throw tokens.unreadable();
        };
    }

    private Expression root() {
        tokens.enter();
        Expression index = tokens.peek().is("[") ? group("[", "]") : Expression.of(2);
        Expression root = Powers.root(rootArgument(), index, work);
        tokens.leave();
        return root;
    }

    /** A root's argument: a group, else one number, letter or function of them. */
    private Expression rootArgument() {
        return tokens.peek().is("{") ? group("{", "}") : primary();
    }

    /** What stands between two brackets; TeX's {@code {a \over b}} as well. */
    private Expression group(String open, String close) {
        tokens.expect(open);
        int outer = bars;
        bars = 0;
        Expression inner = sum();
        if (tokens.accept("over")) {
            inner = inner.over(sum(), work);
        }
        bars = outer;
        tokens.expect(close);
        return inner;
    }

    /** As TeX takes it: a group, else one digit, letter or command. */
    Expression argument() {
        tokens.enter();
        Expression argument;
        if (tokens.peek().is("{")) {
            argument = group("{", "}");
        } else if (tokens.peek().kind() == Token.Kind.NUMBER) {
            argument = Expression.of(NumberParser.rational(tokens.firstDigit()));
        } else {
            argument = primary();
        }
        tokens.leave();
        return argument;
    }

    private static Expression letter(String name) {
        return switch (name) {
            case "pi" -> Expression.PI;
            case "e" -> Expression.E;
            case "i" -> Expression.I;
            default -> Expression.variable(name);
        };
    }

    /** Sums with commas between them up to the closing bracket, the opening one being taken. */
    List<Expression> arguments() {
        List<Expression> arguments = new ArrayList<>();
        int outer = bars;
        bars = 0;
        do {
            arguments.add(sum());
        } while (tokens.accept(","));
        bars = outer;
        tokens.expect(")");
        return arguments;
    }
}
