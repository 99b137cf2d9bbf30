package io.kafkagrpo.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a model may write one day, on purpose or not. */
public final class HostileTexts {
    /** Each would call {@code hacked()} in a page that doesn't escape it. */
    public static final List<String> SCRIPTS = List.of(
            "<script>window.hacked=1</script>",
            "</pre></article><script>window.hacked=1</script>",
            "<img src=x onerror=window.hacked=1>",
            "<svg/onload=window.hacked=1><animate onbegin=window.hacked=1 attributeName=x dur=1s>",
            "\" autofocus onfocus=window.hacked=1 x=\"",
            "' onmouseover='window.hacked=1",
            "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
            "javascript:window.hacked=1//",
            "{#if true}{page.title}{/if} {inject:settings.token}",
            "<style>*{display:none}</style><base href=//evil.example><meta http-equiv=refresh content=0>",
            "]]><!--<a href=\"javascript:window.hacked=1\">x</a>",
            "&lt;script&gt;window.hacked=1&lt;/script&gt;");

    /** Those that would break the layout, or show another text than there is. */
    public static final List<String> LAYOUT = List.of(
            "x".repeat(50_000),
            "\n".repeat(2_000),
            "\u001b[2J\u001b[31mred\u001b[0m\u0007",
            "user\u202enimda\u202c \u2066x\u2069 zero\u200bwidth\u2028line \u0000\u0008\u007f\u0085",
            "ا".repeat(300) + " left to right again",
            "Z̴̡̛".repeat(200));

    private static final List<String> BEFORE = List.of(
            "",
            " ",
            "\n",
            "=",
            "+1-",
            "@",
            "\t=",
            "'\">",
            "</code></td></tr></table>",
            "</title></textarea></select></option>",
            "\u202e",
            "\u0000",
            "\u001b]0;",
            "\u200b\ufeff",
            "-->",
            "]]>",
            "%3C",
            "\ud800",
            "\uff1d",
            "{view.run}${7*7}{{7*7}}<%= 7*7 %>",
            "data:text/html,",
            "javascript:",
            "x".repeat(3_000));

    private static final List<String> AFTER =
            List.of("", "</script>", "\u0007\u001b[31m", "\r\n\r\n<script>window.hacked=1</script>");

    /**
     * A thousand different ones: each script and each broken layout behind what might end the place
     * where it stands.
     */
    public static List<String> thousand() {
        List<String> inner = new ArrayList<>(SCRIPTS);
        inner.addAll(List.of(
                "=HYPERLINK(\"javascript:window.hacked=1\")",
                "<math><mtext><img src=x onerror=window.hacked=1>",
                "<details open ontoggle=window.hacked=1>",
                "<a href=javascript:window.hacked=1>x</a>",
                "<object data=data:text/html;base64,PHNjcmlwdD4=></object>",
                "<form><button formaction=javascript:window.hacked=1>x</button></form>",
                "`onmouseover=window.hacked=1 `",
                "\u2066<script>\u2069window.hacked=1",
                "\u001b[2J\u001b[1;1H\u009b31m",
                "ﷺ".repeat(300),
                "W".repeat(20_000),
                "<b><table><div>".repeat(200),
                "a" + "\u0334\u0321\u031b".repeat(100),
                "\u2067" + "\u202e".repeat(50) + "<script>window.hacked=1</script>",
                "a\u0301\u0302\u0303\u0304".repeat(200)));
        List<String> all = new ArrayList<>();
        for (String after : AFTER) {
            for (String before : BEFORE) {
                for (String text : inner) {
                    all.add(before + text + after);
                }
            }
        }
        return IntStream.range(0, 1_000)
                .mapToObj(i -> all.get(i * all.size() / 1_000))
                .toList();
    }

    private HostileTexts() {}
}
