package io.kafkagrpo.task.answer.math.syntax;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** One spelling for what has many: Unicode's signs become TeX, wrappers and white space go. */
public final class MathText {

    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱˣ";
    private static final String SUPERSCRIPT_TEXT = "0123456789+-()nix";
    private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙᵢₓ";
    private static final String SUBSCRIPT_TEXT = "0123456789+-()nix";

    private static final Map<Integer, String> SIGNS = signs();

    private static final Pattern BOLD =
            Pattern.compile("(?<![\\w)\\]}*])\\*\\*(?=[^\\s*])([^*\\n]+)(?<=[^\\s*])\\*\\*(?![\\w(\\[{*])");
    private static final Pattern ITALIC =
            Pattern.compile("(?<![\\w)\\]}*.])\\*(?=[^\\s*])([^*\\n]+)(?<=[^\\s*])\\*(?![\\w(\\[{*\\\\.])");
    private static final Pattern UNDERSCORED = Pattern.compile("(?<![\\w)\\]}])__(?=\\S)([^_\\n]+)__(?![\\w(\\[{])");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern LAYOUT = Pattern.compile(
            "\\\\(displaystyle|textstyle|scriptstyle|limits|nolimits|left(?![a-zA-Z])|right(?![a-zA-Z])"
                    + "|[bB]ig{1,2}[lrm]?(?![a-zA-Z])|bf|rm|it|hfill|nonumber|boldsymbol(?![a-zA-Z])|protect|phantom\\{[^{}]*\\})");

    private MathText() {}

    /** The text in one spelling, with single spaces and none at its ends. */
    public static String normal(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (SUPERSCRIPTS.indexOf(c) >= 0) {
                next = script(text, i, SUPERSCRIPTS, SUPERSCRIPT_TEXT, '^', out);
            } else if (SUBSCRIPTS.indexOf(c) >= 0) {
                next = script(text, i, SUBSCRIPTS, SUBSCRIPT_TEXT, '_', out);
            } else {
                append(c, out);
            }
            i = next;
        }
        String plain = LAYOUT.matcher(out).replaceAll("");
        plain = SPACE.matcher(plain).replaceAll(" ");
        plain = UNDERSCORED.matcher(BOLD.matcher(plain).replaceAll("$1")).replaceAll("$1");
        return ITALIC.matcher(plain).replaceAll("$1").replace("`", " ").strip();
    }

    private static int script(String text, int start, String signs, String plain, char mark, StringBuilder out) {
        out.append(mark).append('{');
        int i = start;
        while (i < text.length() && signs.indexOf(text.charAt(i)) >= 0) {
            out.append(plain.charAt(signs.indexOf(text.charAt(i))));
            i++;
        }
        out.append('}');
        return i;
    }

    private static void append(int c, StringBuilder out) {
        String sign = SIGNS.get(c);
        if (c == 0x2013 && (out.isEmpty() || !Character.isLetterOrDigit(out.charAt(out.length() - 1)))) {
            out.append('-'); // an en dash is a minus, but between numbers it says "to"
        } else if (sign != null) {
            boolean mixed =
                    sign.startsWith("\\frac") && !out.isEmpty() && Character.isDigit(out.charAt(out.length() - 1));
            out.append(mixed ? " " : "").append(sign);
        } else if (c >= 0xFF01 && c <= 0xFF5E) {
            out.append((char) (c - 0xFEE0)); // full width
        } else if (c >= 0x1D400 && c <= 0x1D7FF) {
            out.append(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC));
        } else if (c > 0x7F && Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
            out.append(Character.digit(c, 10));
        } else if (c == 0x202F || c == 0x2009 || c == 0xA0) {
            out.append("\\,"); // the spaces that are set between thousands
        } else if (Character.isSpaceChar(c)) {
            out.append(' ');
        } else if (Character.getType(c) != Character.FORMAT) {
            out.appendCodePoint(c);
        }
    }

    private static Map<Integer, String> signs() {
        Map<Integer, String> signs = new HashMap<>();
        String[] pairs = {
            "−",
            "-",
            "‐",
            "-",
            "‑",
            "-",
            "﹣",
            "-",
            "×",
            "\\times ",
            "✕",
            "\\times ",
            "÷",
            "\\div ",
            "·",
            "\\cdot ",
            "⋅",
            "\\cdot ",
            "∙",
            "\\cdot ",
            "•",
            "\\cdot ",
            "∗",
            "*",
            "∕",
            "/",
            "⁄",
            "/",
            "√",
            "\\sqrt ",
            "∛",
            "\\sqrt[3]",
            "∜",
            "\\sqrt[4]",
            "∞",
            "\\infty ",
            "≤",
            "<=",
            "⩽",
            "<=",
            "≦",
            "<=",
            "≥",
            ">=",
            "⩾",
            ">=",
            "≧",
            ">=",
            "≠",
            "\\neq ",
            "≈",
            "\\approx ",
            "∈",
            "\\in ",
            "∪",
            "\\cup ",
            "∩",
            "\\cap ",
            "∖",
            "\\setminus ",
            "∅",
            "\\emptyset ",
            "⌀",
            "\\emptyset ",
            "±",
            "\\pm ",
            "∓",
            "\\mp ",
            "°",
            "^\\circ ",
            "º",
            "^\\circ ",
            "℃",
            "^\\circ C",
            "℉",
            "^\\circ F",
            "′",
            "'",
            "’",
            "'",
            "‘",
            "'",
            "“",
            "\"",
            "”",
            "\"",
            "ℝ",
            "\\mathbb{R}",
            "ℤ",
            "\\mathbb{Z}",
            "ℕ",
            "\\mathbb{N}",
            "ℚ",
            "\\mathbb{Q}",
            "ℂ",
            "\\mathbb{C}",
            "½",
            "\\frac{1}{2}",
            "⅓",
            "\\frac{1}{3}",
            "⅔",
            "\\frac{2}{3}",
            "¼",
            "\\frac{1}{4}",
            "¾",
            "\\frac{3}{4}",
            "⅕",
            "\\frac{1}{5}",
            "⅖",
            "\\frac{2}{5}",
            "⅗",
            "\\frac{3}{5}",
            "⅘",
            "\\frac{4}{5}",
            "⅙",
            "\\frac{1}{6}",
            "⅚",
            "\\frac{5}{6}",
            "⅐",
            "\\frac{1}{7}",
            "⅛",
            "\\frac{1}{8}",
            "⅜",
            "\\frac{3}{8}",
            "⅝",
            "\\frac{5}{8}",
            "⅞",
            "\\frac{7}{8}",
            "⅑",
            "\\frac{1}{9}",
            "⅒",
            "\\frac{1}{10}",
            "…",
            "...",
            "⟨",
            "\\langle ",
            "⟩",
            "\\rangle ",
            "∠",
            "\\angle ",
            "⌊",
            "\\lfloor ",
            "⌋",
            "\\rfloor ",
            "⌈",
            "\\lceil ",
            "⌉",
            "\\rceil ",
            "∣",
            "|",
            "：",
            ":",
            "∶",
            ":",
            "、",
            ",",
            "。",
            ".",
            "∧",
            " and ",
            "∨",
            " or ",
            "μ",
            "\\mu ",
            "µ",
            "\\mu "
        };
        for (int i = 0; i < pairs.length; i += 2) {
            signs.put(pairs[i].codePointAt(0), pairs[i + 1]);
        }
        String greek = "αβγδεζηθικλνξπρστυφχψωΔΓΘΛΞΠΣΦΨΩ";
        String[] names =
                ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda nu xi pi rho sigma tau upsilon phi"
                                + " chi psi omega Delta Gamma Theta Lambda Xi Pi Sigma Phi Psi Omega")
                        .split(" ");
        for (int i = 0; i < names.length; i++) {
            signs.put((int) greek.charAt(i), "\\" + names[i] + " ");
        }
        signs.put(0xFE6A, "%");
        return signs;
    }
}
