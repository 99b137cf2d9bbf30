package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.Names;
import io.kafkagrpo.jinja.syntax.Parser;
import io.kafkagrpo.jinja.syntax.Statement;
import io.kafkagrpo.jinja.syntax.TemplateException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A template, parsed once and rendered as often as wanted, from any thread. */
public final class Template {
    private static final Names NAMES = new Names(Filters.names(), Tests.names(), Methods.names());

    private final List<Statement> statements;

    private Template(List<Statement> statements) {
        this.statements = statements;
    }

    /**
     * Parses a template.
     *
     * @throws TemplateException where it isn't one, or uses what this renderer lacks; the message names the line
     */
    public static Template parse(String source) {
        return new Template(Parser.parse(source, NAMES));
    }

    /**
     * Renders the template.
     *
     * @param variables what it sees besides the global functions: strings, numbers, booleans, null, lists and maps
     * @param clock what {@code strftime_now} reads
     * @throws TemplateException where the template raises an exception or uses what the variables lack
     */
    public String render(Map<String, ? extends @Nullable Object> variables, Clock clock) {
        var all = new HashMap<String, @Nullable Object>(Globals.functions(clock));
        variables.forEach((name, value) -> all.put(name, Values.from(value)));
        return Renderer.render(statements, all);
    }
}
