package io.kafkagrpo.task.answer.math.syntax;

import io.kafkagrpo.task.answer.algebra.UndecidedException;
import java.util.Map;
import java.util.Set;

/** What TeX's commands mean. */
final class Commands {

    /** Commands whose argument is text, or mathematics in another font. */
    static final Set<String> TEXT = Set.of(
            "text",
            "textbf",
            "textit",
            "textrm",
            "textsf",
            "texttt",
            "mathrm",
            "mathbf",
            "mathit",
            "mathsf",
            "mbox",
            "hbox",
            "operatorname",
            "emph",
            "underline",
            "textnormal",
            "boldsymbol",
            "bm",
            "vec",
            "hat",
            "mathcal",
            "mathfrak",
            "boxed",
            "fbox",
            "bold",
            "overrightarrow",
            "widehat",
            "overline",
            "ensuremath",
            "textup");

    /** Those of them in which letters stay variables. */
    static final Set<String> LETTER_FONTS = Set.of(
            "mathbf",
            "mathit",
            "boldsymbol",
            "bm",
            "vec",
            "hat",
            "mathcal",
            "mathfrak",
            "boxed",
            "fbox",
            "underline",
            "overrightarrow",
            "widehat",
            "overline",
            "ensuremath");

    static final Set<String> SPACES = Set.of("quad", "qquad", "thinspace", "enspace", "space", "hspace", "centering");

    static final Set<String> LAYOUT_ENVIRONMENTS =
            Set.of("aligned", "align", "equation", "gathered", "gather", "split", "displaymath", "math", "center");

    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("times", "*"),
            Map.entry("cdot", "*"),
            Map.entry("ast", "*"),
            Map.entry("div", "/"),
            Map.entry("le", "<="),
            Map.entry("leq", "<="),
            Map.entry("leqslant", "<="),
            Map.entry("leqq", "<="),
            Map.entry("ge", ">="),
            Map.entry("geq", ">="),
            Map.entry("geqslant", ">="),
            Map.entry("geqq", ">="),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("ne", "!="),
            Map.entry("neq", "!="),
            Map.entry("colon", ":"),
            Map.entry("lbrace", "\\{"),
            Map.entry("rbrace", "\\}"),
            Map.entry("lvert", "|"),
            Map.entry("rvert", "|"),
            Map.entry("vert", "|"),
            Map.entry("mid", "|"),
            Map.entry("lbrack", "["),
            Map.entry("rbrack", "]"),
            Map.entry("lparen", "("),
            Map.entry("rparen", ")"),
            Map.entry("varnothing", "emptyset"),
            Map.entry("degree", "deg"),
            Map.entry("circ", "deg"),
            Map.entry("textdegree", "deg"),
            Map.entry("dfrac", "frac"),
            Map.entry("tfrac", "frac"),
            Map.entry("cfrac", "frac"),
            Map.entry("sfrac", "frac"),
            Map.entry("nicefrac", "frac"),
            Map.entry("dbinom", "binom"),
            Map.entry("tbinom", "binom"),
            Map.entry("backslash", "setminus"),
            Map.entry("lor", "or"),
            Map.entry("land", "and"),
            Map.entry("wedge", "and"),
            Map.entry("vee", "or"));

    /** Commands that the parser knows by their own names. */
    private static final Set<String> KNOWN = Set.of(
            "frac",
            "sqrt",
            "binom",
            "over",
            "pm",
            "mp",
            "in",
            "cup",
            "cap",
            "setminus",
            "emptyset",
            "mathbb",
            "angle",
            "triangle",
            "langle",
            "rangle",
            "lfloor",
            "rfloor",
            "lceil",
            "rceil",
            "deg");

    private Commands() {}

    /** @throws UndecidedException if the command isn't known */
    static Token token(String name, boolean spaced) {
        String sign = SIGNS.getOrDefault(name, name);
        if (sign.equals("or") || sign.equals("and")) {
            return new Token(Token.Kind.WORD, sign, spaced);
        }
        if (KNOWN.contains(sign) || SIGNS.containsKey(name)) {
            return new Token(Token.Kind.SIGN, sign, spaced);
        }
        if (name.equals("percent")) {
            return new Token(Token.Kind.SIGN, "%", spaced);
        }
        Token letter = LetterRuns.known(name, spaced);
        if (letter != null) {
            return letter;
        }
        throw new UndecidedException("the command " + name + " isn't read");
    }
}
