package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import io.kafkagrpo.task.answer.algebra.UndecidedException;
import io.kafkagrpo.task.answer.algebra.Work;
import io.kafkagrpo.task.answer.math.MathValue.Link;
import io.kafkagrpo.task.answer.math.syntax.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a whole answer: a list, set, tuple, interval, relation, matrix, ratio or quantity. */
final class ValueParser {

    static final Set<String> RELATIONS = Set.of("=", "<", ">", "<=", ">=", "!=");

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final UnitParser units;

    private ValueParser(Tokens tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
        this.units = new UnitParser(tokens, expressions);
    }

    /** @throws UndecidedException if the tokens as a whole are no answer that is known */
    static MathValue read(List<Token> tokens, Work work) {
        ValueParser parser = new ValueParser(new Tokens(new ArrayList<>(tokens), work));
        MathValue value = parser.list();
        if (!parser.tokens.atEnd()) {
            throw parser.tokens.unreadable();
        }
        return value;
    }

    private MathValue list() {
        List<MathValue> items = new ArrayList<>();
        Link link = Link.COMMA;
        items.add(item());
        while (!tokens.atEnd()) {
            boolean comma = tokens.accept(",") || tokens.accept(";");
            boolean and = tokens.peek().isWord("and");
            boolean or = tokens.peek().isWord("or");
            if (and || or) {
                tokens.next();
                link = or ? Link.OR : Link.AND;
            } else if (!comma) {
                throw tokens.unreadable();
            }
            items.add(item());
        }
        return items.size() == 1 ? items.getFirst() : new MathValue.Collection(link, items);
    }

    /** One member of a list; with ± it is two. */
    private MathValue item() {
        tokens.enter();
        int place = tokens.place();
        expressions.readPlusMinusAs(1);
        MathValue first = joined();
        MathValue item = first;
        if (expressions.sawPlusMinus()) {
            tokens.back(place);
            expressions.readPlusMinusAs(-1);
            item = new MathValue.Collection(Link.OR, List.of(first, joined()));
            expressions.readPlusMinusAs(1);
        }
        tokens.leave();
        return item;
    }

    private MathValue joined() {
        MathValue first = relation();
        String operator = operator();
        if (operator.isEmpty()) {
            return first;
        }
        List<MathValue> sets = new ArrayList<>(List.of(first));
        while (operator().equals(operator)) {
            tokens.next();
            sets.add(side());
        }
        return new MathValue.Joined(operator, sets);
    }

    private String operator() {
        Token token = tokens.peek();
        if (token.is("cup") || token.is("cap") || token.is("setminus")) {
            return token.text();
        }
        return token.isWord("union") || (token.text().equals("U") && token.kind() == Token.Kind.LETTER) ? "cup" : "";
    }

    private MathValue relation() {
        String name = Names.before(tokens);
        if (!name.isEmpty()) {
            MathValue value = relation();
            return new MathValue.Named(name, value);
        }
        MathValue first = side();
        if (tokens.peek().is("in") && first instanceof MathValue.Quantity) {
            tokens.next();
            return joined();
        }
        List<MathValue> sides = new ArrayList<>(List.of(first));
        List<String> signs = new ArrayList<>();
        while (tokens.peek().kind() == Token.Kind.SIGN
                && RELATIONS.contains(tokens.peek().text())) {
            signs.add(tokens.next().text());
            sides.add(side());
        }
        return signs.isEmpty() ? first : new MathValue.Relation(sides, signs);
    }

    private MathValue side() {
        Token token = tokens.peek();
        if (token.kind() == Token.Kind.BASED) {
            tokens.next();
            return new MathValue.Based(token.text());
        }
        if (token.kind() == Token.Kind.BEGIN) {
            return Matrices.read(tokens, this::entry);
        }
        if (token.kind() == Token.Kind.SIGN) {
            switch (token.text()) {
                case "emptyset" -> {
                    tokens.next();
                    return new MathValue.Collection(Link.SET, List.of());
                }
                case "mathbb" -> {
                    return namedSet();
                }
                case "\\{" -> {
                    return set("\\}");
                }
                case "{" -> {
                    if (tokens.holdsList() || tokens.peek(1).is("}")) {
                        return set("}");
                    }
                }
                case "(", "[", "langle" -> {
                    if (tokens.holdsList()) {
                        return bracketed();
                    }
                }
                case "]" -> {
                    return bracketed();
                }
                default -> {}
            }
            if (Matrices.isWrapped(tokens)) {
                return Matrices.wrapped(tokens, this::entry);
            }
        }
        MathValue.Quantity quantity = units.quantity();
        return tokens.peek().is(":") ? Ratios.read(quantity, tokens, expressions) : quantity;
    }

    private Expression entry() {
        return expressions.sum();
    }

    private MathValue namedSet() {
        tokens.next();
        tokens.expect("{");
        String name = tokens.next().text();
        tokens.expect("}");
        return new MathValue.NamedSet(name);
    }

    private MathValue set(String close) {
        tokens.next();
        List<MathValue> items = new ArrayList<>();
        while (!tokens.accept(close)) {
            if (!items.isEmpty()) {
                if (tokens.peek().is("|") || tokens.peek().is(":")) {
                    return builder(close);
                }
                tokens.expect(",");
            }
            items.add(item());
        }
        return new MathValue.Collection(Link.SET, items);
    }

    /** A set of those x for which something holds is read as what holds. */
    private MathValue builder(String close) {
        tokens.next();
        MathValue condition = item();
        tokens.expect(close);
        return condition;
    }

    private MathValue bracketed() {
        String open = tokens.next().text();
        List<MathValue> items = new ArrayList<>();
        items.add(item());
        while (tokens.accept(",") || tokens.accept(";")) {
            items.add(item());
        }
        Token close = tokens.next();
        if (!close.is(")") && !close.is("]") && !close.is("rangle") && !(close.is("[") && items.size() == 2)) {
            throw tokens.unreadable();
        }
        return new MathValue.Bracketed(
                open.equals("]") ? "(" : open, close.is("[") ? ")" : close.text(), items); // ]1,2[ is (1,2)
    }
}
