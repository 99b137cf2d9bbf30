package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may stand after {@code is}. */
final class Tests {

    @FunctionalInterface
    private interface Test {
        boolean holds(@Nullable Object value, Arguments arguments);
    }

    private static final Map<String, Test> TESTS = Map.ofEntries(
            Map.entry("defined", (value, _) -> !(value instanceof Undefined)),
            Map.entry("undefined", (value, _) -> value instanceof Undefined),
            Map.entry("none", (value, _) -> value == null),
            Map.entry("string", (value, _) -> value instanceof String),
            Map.entry("mapping", (value, _) -> value instanceof Map),
            Map.entry(
                    "iterable",
                    (value, _) -> isContainer(value) || value instanceof Undefined || value instanceof Generator),
            Map.entry("sequence", (value, _) -> isContainer(value) || value instanceof Undefined),
            Map.entry("number", (value, _) -> Values.isNumber(value)),
            Map.entry("integer", (value, _) -> value instanceof Long),
            Map.entry("float", (value, _) -> value instanceof Double),
            Map.entry("boolean", (value, _) -> value instanceof Boolean),
            Map.entry("true", (value, _) -> Boolean.TRUE.equals(value)),
            Map.entry("false", (value, _) -> Boolean.FALSE.equals(value)),
            Map.entry("callable", (value, _) -> value instanceof Callable),
            Map.entry("escaped", (value, _) -> value instanceof Markup),
            Map.entry("filter", (value, _) -> Filters.names().contains(Text.of(value))),
            Map.entry("test", (value, _) -> isTest(Text.of(value))),
            Map.entry("even", (value, _) -> Math.floorMod(Values.asLong(value), 2L) == 0),
            Map.entry("odd", (value, _) -> Math.floorMod(Values.asLong(value), 2L) == 1),
            Map.entry("divisibleby", Tests::isDivisible),
            Map.entry("lower", (value, _) -> isLower(Text.of(value))),
            Map.entry("upper", (value, _) -> isUpper(Text.of(value))),
            Map.entry("sameas", (value, arguments) -> isSame(value, arguments.get(0, "other"))),
            Map.entry("in", comparing("in")),
            Map.entry("==", comparing("==")),
            Map.entry("!=", comparing("!=")),
            Map.entry("<", comparing("<")),
            Map.entry("<=", comparing("<=")),
            Map.entry(">", comparing(">")),
            Map.entry(">=", comparing(">=")),
            Map.entry("eq", comparing("==")),
            Map.entry("equalto", comparing("==")),
            Map.entry("ne", comparing("!=")),
            Map.entry("lt", comparing("<")),
            Map.entry("lessthan", comparing("<")),
            Map.entry("le", comparing("<=")),
            Map.entry("gt", comparing(">")),
            Map.entry("greaterthan", comparing(">")),
            Map.entry("ge", comparing(">=")));

    private Tests() {}

    /** The names that a template may use. */
    static Set<String> names() {
        return TESTS.keySet();
    }

    static boolean holds(String name, @Nullable Object value, Arguments arguments) {
        Test test = TESTS.get(name);
        if (test == null) {
            throw new TemplateException("the test 'is " + name + "' is not supported");
        }
        return test.holds(name.equals("escaped") ? value : Markup.plain(value), arguments);
    }

    private static boolean isTest(String name) {
        return TESTS.containsKey(name);
    }

    private static Test comparing(String operator) {
        return (value, arguments) -> Operators.compares(operator, value, arguments.get(0, "other"));
    }

    private static boolean isContainer(@Nullable Object value) {
        return value instanceof String || value instanceof Collection || value instanceof Map;
    }

    private static boolean isDivisible(@Nullable Object value, Arguments arguments) {
        return Math.floorMod(Values.asLong(value), Values.asLong(arguments.get(0, "num"))) == 0;
    }

    private static boolean isSame(@Nullable Object value, @Nullable Object other) {
        return value == other || (value != null && !isContainer(value) && value.equals(other));
    }

    /** Python's str.isupper: there are cased letters, and all of them are capitals. */
    static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase)
                && text.codePoints().noneMatch(Character::isLowerCase);
    }

    /** Python's str.islower. */
    static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase)
                && text.codePoints().noneMatch(Character::isUpperCase);
    }
}
