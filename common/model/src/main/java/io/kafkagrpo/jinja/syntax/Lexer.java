package io.kafkagrpo.jinja.syntax;

import io.kafkagrpo.jinja.syntax.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a template into tokens, with Jinja's whitespace rules as transformers sets them: trim_blocks (the line break
 * after a statement or comment goes), lstrip_blocks (blanks before a statement or comment at the start of a line
 * go), the signs {@code -} and {@code +} beside the delimiters, and one line break at the very end goes.
 */
final class Lexer {

    private static final Pattern TAG = Pattern.compile("\\{%|\\{\\{|\\{#");
    private static final Pattern NUMBER = Pattern.compile(
            "0[xX][\\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(\\d+(?:_\\d+)*)(\\.\\d+(?:_\\d+)*)?([eE][+-]?\\d+(?:_\\d+)*)?");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}\\p{Mn}_]*");
    private static final Pattern STRING = Pattern.compile(
            "'([^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)'|\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"", Pattern.DOTALL);
    private static final Pattern OPERATOR = Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}<>=.:|,;]");
    private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*(-?)%\\}");
    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;
    private int counted;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        if (source.endsWith("\n")) {
            source = source.substring(0, source.length() - 1);
        }
        return new Lexer(source).run();
    }

    private List<Token> run() {
        Matcher tag = TAG.matcher(source);
        while (tag.find(position)) {
            int begin = tag.start();
            char sign = begin + 2 < source.length() ? source.charAt(begin + 2) : ' ';
            Matcher raw = RAW.matcher(source).region(begin, source.length());
            boolean output = tag.group().equals("{{");
            add(Kind.DATA, stripped(source.substring(position, begin), sign, output));
            position = begin;
            if (raw.lookingAt()) {
                raw(raw);
            } else if (tag.group().equals("{#")) {
                comment();
            } else {
                position += 2 + (sign == '-' || sign == '+' ? 1 : 0);
                add(output ? Kind.OUTPUT_BEGIN : Kind.BLOCK_BEGIN, tag.group());
                expression(output ? "}}" : "%}");
            }
        }
        add(Kind.DATA, source.substring(position));
        position = source.length();
        tokens.add(new Token(Kind.END, "", lineAt(position)));
        return tokens;
    }

    /** Text before a tag, less what the tag's sign or lstrip_blocks takes away. */
    private String stripped(String data, char sign, boolean output) {
        if (sign == '-') {
            return Whitespace.stripTrailing(data);
        }
        if (sign == '+' || output) {
            return data;
        }
        int lineStart = data.lastIndexOf('\n') + 1;
        boolean startsLine = lineStart > 0 || position == 0 || source.charAt(position - 1) == '\n';
        return startsLine && data.substring(lineStart).isBlank() ? data.substring(0, lineStart) : data;
    }

    private void comment() {
        int end = source.indexOf("#}", position + 2);
        if (end < 0) {
            throw TemplateException.at(lineAt(position), "the comment {# is never closed");
        }
        char sign = source.charAt(end - 1);
        position = end + 2;
        afterBlock(sign == '-' || sign == '+' ? sign : ' ');
    }

    /** Skips what goes with a closed statement or comment: all whitespace after {@code -}, else one line break. */
    private void afterBlock(char sign) {
        if (sign == '-') {
            skipWhitespace();
        } else if (sign != '+' && position < source.length() && source.charAt(position) == '\n') {
            position++;
        }
    }

    private void raw(Matcher begin) {
        position = begin.end();
        if (begin.group(1).equals("-")) {
            skipWhitespace();
        }
        Matcher end = END_RAW.matcher(source);
        if (!end.find(position)) {
            throw TemplateException.at(lineAt(position), "{% raw %} is never closed");
        }
        char sign = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
        add(Kind.DATA, stripped(source.substring(position, end.start()), sign, false));
        position = end.end();
        afterBlock(end.group(2).isEmpty() ? ' ' : end.group(2).charAt(0));
    }

    private void expression(String close) {
        Deque<String> open = new ArrayDeque<>();
        while (true) {
            skipWhitespace();
            if (position >= source.length()) {
                throw TemplateException.at(lineAt(position), "a tag is never closed with " + close);
            }
            if (open.isEmpty() && closes(close)) {
                return;
            }
            token(open);
        }
    }

    private boolean closes(String close) {
        char sign = source.charAt(position);
        boolean signed = (sign == '-' || (sign == '+' && close.equals("%}"))) && source.startsWith(close, position + 1);
        if (!signed && !source.startsWith(close, position)) {
            return false;
        }
        position += close.length() + (signed ? 1 : 0);
        add(close.equals("}}") ? Kind.OUTPUT_END : Kind.BLOCK_END, close);
        if (close.equals("%}")) {
            afterBlock(signed ? sign : ' ');
        } else if (signed) {
            skipWhitespace();
        }
        return true;
    }

    private void token(Deque<String> open) {
        Matcher taken;
        if ((taken = take(NUMBER)) != null) {
            String digits = taken.group().replace("_", "");
            // "1.x" is the number 1 and an attribute; the pattern takes a dot only before digits
            add(taken.group(2) == null && taken.group(3) == null ? Kind.INTEGER : Kind.FLOAT, digits);
        } else if ((taken = take(NAME)) != null) {
            add(Kind.NAME, taken.group());
        } else if ((taken = take(STRING)) != null) {
            String body = taken.group(1) != null ? taken.group(1) : taken.group(2);
            add(Kind.STRING, StringLiteral.unescaped(body));
        } else if ((taken = take(OPERATOR)) != null) {
            balance(taken.group(), open);
            add(Kind.OPERATOR, taken.group());
        } else {
            throw TemplateException.at(
                    lineAt(position),
                    "unexpected character '" + Character.toString(source.codePointAt(position)) + "'");
        }
    }

    private @Nullable Matcher take(Pattern pattern) {
        Matcher matcher = pattern.matcher(source).region(position, source.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        position = matcher.end();
        return matcher;
    }

    private void balance(String operator, Deque<String> open) {
        switch (operator) {
            case "(" -> open.push(")");
            case "[" -> open.push("]");
            case "{" -> open.push("}");
            case ")", "]", "}" -> {
                if (open.isEmpty() || !open.pop().equals(operator)) {
                    throw TemplateException.at(lineAt(position), "unexpected '" + operator + "'");
                }
            }
            default -> {}
        }
    }

    private void skipWhitespace() {
        while (position < source.length() && Whitespace.isSpace(source.charAt(position))) {
            position++;
        }
    }

    private void add(Kind kind, String text) {
        if (kind != Kind.DATA || !text.isEmpty()) {
            tokens.add(new Token(kind, text, lineAt(position)));
        }
    }

    /** The line of a position; asked for in rising order. */
    private int lineAt(int at) {
        for (; counted < at; counted++) {
            if (source.charAt(counted) == '\n') {
                line++;
            }
        }
        return line;
    }
}
