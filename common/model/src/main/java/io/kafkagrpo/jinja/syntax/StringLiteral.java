package io.kafkagrpo.jinja.syntax;

/** Strings as they are written in a template. */
final class StringLiteral {

    private StringLiteral() {}

    /** A string literal's body with its escapes resolved; an unknown escape stays as it is, as in Python. */
    static String unescaped(String body) {
        if (body.indexOf('\\') < 0) {
            return body;
        }
        var text = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c != '\\' || i + 1 == body.length()) {
                text.append(c);
                continue;
            }
            char escape = body.charAt(++i);
            switch (escape) {
                case '\n' -> {}
                case '\\', '\'', '"' -> text.append(escape);
                case 'a' -> text.append('\u0007');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'v' -> text.append('\u000b');
                case 'x' -> i = hexadecimal(body, i, 2, text);
                case 'u' -> i = hexadecimal(body, i, 4, text);
                case 'U' -> i = hexadecimal(body, i, 8, text);
                default -> {
                    if (escape >= '0' && escape <= '7') {
                        i = octal(body, i, text);
                    } else {
                        text.append('\\').append(escape);
                    }
                }
            }
        }
        return text.toString();
    }

    private static int hexadecimal(String body, int at, int digits, StringBuilder text) {
        int end = at + 1 + digits;
        try {
            text.appendCodePoint(Integer.parseInt(body, at + 1, end, 16));
            return end - 1;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new TemplateException("a string has a broken \\" + body.charAt(at) + " escape");
        }
    }

    private static int octal(String body, int at, StringBuilder text) {
        int end = at;
        while (end < body.length() && end < at + 3 && body.charAt(end) >= '0' && body.charAt(end) <= '7') {
            end++;
        }
        text.append((char) Integer.parseInt(body, at, end, 8));
        return end - 1;
    }
}
