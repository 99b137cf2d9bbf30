package io.kafkagrpo.task.answer.algebra;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A sum of terms over the rationals, no two with the same powers and none 0. */
final class Polynomial {

    static final Polynomial ZERO = new Polynomial(new TreeMap<>());
    static final Polynomial ONE = of(Term.of(Rational.ONE));

    private static final int MAX_TERMS = 1_000;

    private final SortedMap<String, Term> terms;

    private Polynomial(SortedMap<String, Term> terms) {
        this.terms = terms;
        if (terms.size() > MAX_TERMS) {
            throw new UndecidedException("a sum has too many terms");
        }
    }

    static Polynomial of(Term term) {
        SortedMap<String, Term> one = new TreeMap<>();
        add(one, term);
        return new Polynomial(one);
    }

    Collection<Term> terms() {
        return terms.values();
    }

    int size() {
        return terms.size();
    }

    boolean isZero() {
        return terms.isEmpty();
    }

    Polynomial plus(Polynomial other, Work work) {
        work.spend(size() + other.size());
        SortedMap<String, Term> sum = new TreeMap<>(terms);
        other.terms().forEach(term -> add(sum, term));
        return new Polynomial(sum);
    }

    Polynomial times(Polynomial other, Work work) {
        work.spend((long) size() * other.size() * (4 + (bits() + other.bits()) / 256));
        SortedMap<String, Term> product = new TreeMap<>();
        for (Term one : terms()) {
            for (Term two : other.terms()) {
                add(product, one.times(two));
            }
        }
        return new Polynomial(product);
    }

    Polynomial times(Rational factor, Work work) {
        return times(of(Term.of(factor)), work);
    }

    /** Bits of its longest number. */
    int bits() {
        int most = 1;
        for (Term term : terms()) {
            most = Math.max(most, term.coefficient().bits());
        }
        return most;
    }

    Set<Atom> atoms() {
        Set<Atom> atoms = new TreeSet<>();
        terms().forEach(term -> atoms.addAll(term.powers().keySet()));
        return atoms;
    }

    /** The terms with the imaginary unit, without it; or those without it. */
    Polynomial part(boolean imaginary, Work work) {
        Polynomial part = ZERO;
        for (Term term : terms()) {
            if (term.powers().containsKey(Atom.I) == imaginary) {
                Term real = imaginary ? term.times(Term.of(Atom.I, Rational.of(-1))) : term;
                part = part.plus(of(real), work);
            }
        }
        return part;
    }

    /** Its terms in order, as text: equal polynomials have equal keys. */
    String key() {
        return terms.entrySet().stream()
                .map(entry -> entry.getValue().coefficient() + entry.getKey())
                .collect(Collectors.joining("+"));
    }

    private static void add(SortedMap<String, Term> sum, Term term) {
        String key = powersKey(term.powers());
        Term before = sum.get(key);
        Rational coefficient =
                before == null ? term.coefficient() : before.coefficient().plus(term.coefficient());
        if (coefficient.isZero()) {
            sum.remove(key);
        } else {
            sum.put(key, new Term(coefficient, term.powers()));
        }
    }

    private static String powersKey(Map<Atom, Rational> powers) {
        StringBuilder key = new StringBuilder();
        powers.forEach((atom, exponent) ->
                key.append('*').append(atom.key()).append('^').append(exponent));
        return key.toString();
    }

    /** Divided so that its first term's number is 1, or −1 where the sign matters. */
    Polynomial scaled(boolean keepSign, Work work) {
        if (isZero()) {
            return this;
        }
        Rational first = terms().iterator().next().coefficient();
        Rational by = keepSign && first.signum() < 0 ? first.negate() : first;
        return times(Rational.ONE.over(by), work);
    }

    /** The number it is, if it is one. */
    Rational constant() {
        if (isZero()) {
            return Rational.ZERO;
        }
        Term only = terms().iterator().next();
        if (size() > 1 || !only.powers().isEmpty()) {
            throw new UndecidedException("no number");
        }
        return only.coefficient();
    }

    boolean isConstant() {
        return isZero() || (size() == 1 && terms().iterator().next().powers().isEmpty());
    }
}
