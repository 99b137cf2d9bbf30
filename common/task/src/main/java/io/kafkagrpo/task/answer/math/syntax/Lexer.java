package io.kafkagrpo.task.answer.math.syntax;

import io.kafkagrpo.task.answer.algebra.UndecidedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cuts a text of one spelling ({@link MathText#normal}) into tokens, from left to right and once. */
public final class Lexer {

    private static final int MOST_TOKENS = 20_000;

    private static final Pattern LETTERS = Pattern.compile("[A-Za-z]+");
    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}]*(?:'\\p{L}+)?");
    private static final Pattern HYPHENED = Pattern.compile("(?:-\\p{L}{2,})+");
    private static final Pattern COMMAND = Pattern.compile("\\\\([A-Za-z]+)\\*?|\\\\(.)");
    private static final Pattern SUBSCRIPT = Pattern.compile("_(?:([A-Za-z0-9])|\\{([A-Za-z0-9, ]{1,20})})");
    private static final Pattern TIMES_TEN = Pattern.compile("[xX] ?10 ?(?:\\^|\\*\\*)");
    private static final Pattern HEXADECIMAL =
            Pattern.compile("[0-9A-F]*[A-F][0-9A-F]*_(?:\\{ ?(\\d{1,2}) ?}|(\\d{1,2}))");
    private static final Pattern OPERATOR =
            Pattern.compile("\\*\\*|<=|>=|=<|=>|!=|==|<>|[+*/^_(){}\\[\\]|!%=<>,;:&.-]");

    private final String text;
    private final boolean words;
    private final boolean dollarsArePaired;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int brackets;
    private boolean spaced;

    private Lexer(String text, boolean words) {
        this.text = text;
        this.words = words;
        this.dollarsArePaired = Braces.dollarsArePaired(text);
    }

    /** @throws UndecidedException if the text has what no answer has */
    public static List<Token> tokens(String text) {
        return new Lexer(text, false).all();
    }

    private List<Token> all() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '~') {
                spaced = true;
                at++;
            } else {
                int before = tokens.size();
                one(c);
                spaced &= tokens.size() == before;
            }
            if (tokens.size() > MOST_TOKENS) {
                throw new UndecidedException("the answer is too long");
            }
        }
        return tokens;
    }

    private void one(char c) {
        Matcher based = matcher(HEXADECIMAL);
        if (based.lookingAt() && (c <= '9' || at == 0 || text.charAt(at - 1) == ' ')) {
            add(Token.Kind.BASED, based.group().replaceAll("[{} ]", ""));
            at = based.end();
        } else if ((c >= '0' && c <= '9') || (c == '.' && digitAt(at + 1))) {
            NumberText number = NumberText.at(text, at, brackets == 0 && !followsScriptMark());
            add(number.isBased() ? Token.Kind.BASED : Token.Kind.NUMBER, number.value());
            at = number.end();
        } else if (c == '\\') {
            command();
        } else if (c == '$' || c == '€' || c == '£' || c == '¥' || c == '₹') {
            at++;
            currency(c);
        } else if (Character.isLetter(c)) {
            letters();
        } else if (c == '"') {
            at++;
        } else if (c == '\'' && !tokens.isEmpty()) {
            throw new UndecidedException("a prime or a quotation");
        } else if (c == '\'') {
            at++;
        } else {
            operator();
        }
    }

    private void letters() {
        Matcher times = matcher(TIMES_TEN);
        if (times.lookingAt() && last() != null && last().kind() == Token.Kind.NUMBER) {
            add(Token.Kind.SIGN, "*");
            at++;
            return;
        }
        Matcher word = matcher(WORD);
        word.lookingAt();
        Matcher run = matcher(LETTERS);
        boolean plain = run.lookingAt() && run.end() == word.end();
        at = word.end();
        List<Token> read = !plain || (words && run.group().length() > 1)
                ? List.of(new Token(Token.Kind.WORD, word.group(), spaced))
                : LetterRuns.tokens(run.group(), spaced);
        Matcher hyphened = matcher(HYPHENED);
        if (read.getFirst().kind() == Token.Kind.WORD && hyphened.lookingAt()) {
            add(Token.Kind.WORD, word.group() + hyphened.group());
            at = hyphened.end();
        } else {
            tokens.addAll(read);
            subscript();
        }
    }

    /** x_1 and x_{12} are variables of their own; log_2 keeps its base. */
    private void subscript() {
        Token before = last();
        Matcher subscript = matcher(SUBSCRIPT);
        if (before != null && before.kind() == Token.Kind.LETTER && subscript.lookingAt()) {
            String index = subscript.group(1) == null ? subscript.group(2) : subscript.group(1);
            tokens.set(tokens.size() - 1, new Token(Token.Kind.LETTER, before.text() + "_" + index, before.spaced()));
            at = subscript.end();
        }
    }

    private void command() {
        Matcher matcher = matcher(COMMAND);
        if (!matcher.lookingAt()) {
            throw new UndecidedException("a lone backslash");
        }
        at = matcher.end();
        String name = matcher.group(1);
        if (name == null) {
            symbol(matcher.group(2));
        } else if (Commands.TEXT.contains(name) && at < text.length() && text.charAt(at) == '{') {
            int close = Braces.closing(text, at);
            boolean asWords = !Commands.LETTER_FONTS.contains(name);
            List<Token> inner = new Lexer(text.substring(at + 1, close), asWords).all();
            inner.forEach(token -> tokens.add(asWords ? wordOf(token, name) : token));
            at = close + 1;
        } else if (name.equals("begin") || name.equals("end")) {
            environment(name);
        } else if (Commands.SPACES.contains(name)) {
            spaced = true;
        } else {
            Token token = Commands.token(name, spaced);
            tokens.add(token);
            brackets += bracket(token.text());
            subscript();
        }
    }

    /** A letter in a text command is a word, but for TeX's upright constants. */
    private static Token wordOf(Token token, String command) {
        boolean constant = command.equals("mathrm")
                && (token.text().equals("e") || token.text().equals("i"));
        return token.kind() == Token.Kind.LETTER && token.text().length() == 1 && !constant
                ? new Token(Token.Kind.WORD, token.text(), token.spaced())
                : token;
    }

    private void symbol(String symbol) {
        switch (symbol) {
            case "{", "}" -> {
                add(Token.Kind.SIGN, "\\" + symbol);
                brackets += symbol.equals("{") ? 1 : -1;
            }
            case "\\" -> add(Token.Kind.SIGN, "\\\\");
            case "%" -> add(Token.Kind.SIGN, "%");
            case "$" -> currency('$');
            case "|" -> add(Token.Kind.SIGN, "|");
            case "(", ")", "[", "]", ",", ";", ":", "!", " " -> spaced = true; // delimiters of mathematics, and spaces
            default -> throw new UndecidedException("a command that isn't read");
        }
    }

    private void environment(String name) {
        if (at >= text.length() || text.charAt(at) != '{') {
            throw new UndecidedException("an environment without a name");
        }
        int close = Braces.closing(text, at);
        String environment = text.substring(at + 1, close).replace("*", "");
        at = close + 1;
        if (name.equals("begin") && environment.equals("array") && at < text.length() && text.charAt(at) == '{') {
            at = Braces.closing(text, at) + 1;
        }
        if (!Commands.LAYOUT_ENVIRONMENTS.contains(environment)) {
            add(name.equals("begin") ? Token.Kind.BEGIN : Token.Kind.END, environment);
        }
    }

    /** A dollar sign is money if it is escaped or not one of a pair; else it delimits mathematics. */
    private void currency(char sign) {
        if (sign == '$' && text.charAt(Math.max(0, at - 2)) != '\\' && dollarsArePaired) {
            spaced = true;
        } else {
            add(Token.Kind.SIGN, "¤" + sign);
        }
    }

    private void operator() {
        Matcher operator = matcher(OPERATOR);
        if (!operator.lookingAt()) {
            throw new UndecidedException("a sign that isn't read");
        }
        String sign = operator.group();
        at = operator.end();
        switch (sign) {
            case "**" -> add(Token.Kind.SIGN, "^");
            case "=<" -> add(Token.Kind.SIGN, "<=");
            case "=>" -> add(Token.Kind.SIGN, ">=");
            case "==" -> add(Token.Kind.SIGN, "=");
            case "<>" -> add(Token.Kind.SIGN, "!=");
            default -> add(Token.Kind.SIGN, sign);
        }
        brackets += bracket(sign);
    }

    private static int bracket(String sign) {
        return switch (sign) {
            case "(", "[", "\\{" -> 1;
            case ")", "]", "\\}" -> -1;
            default -> 0;
        };
    }

    private boolean followsScriptMark() {
        Token last = last();
        return last != null && (last.is("_") || last.is("^"));
    }

    private boolean digitAt(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
    }

    private @Nullable Token last() {
        return tokens.isEmpty() ? null : tokens.getLast();
    }

    private void add(Token.Kind kind, String value) {
        tokens.add(new Token(kind, value, spaced));
    }
}
