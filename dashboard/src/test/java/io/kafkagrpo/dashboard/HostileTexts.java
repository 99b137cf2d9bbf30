package io.kafkagrpo.dashboard;

import java.util.List;

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

    private HostileTexts() {}
}
