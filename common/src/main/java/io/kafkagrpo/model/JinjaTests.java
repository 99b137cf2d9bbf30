package io.kafkagrpo.model;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand after {@code is}. */
final class JinjaTests {

    @FunctionalInterface
    private interface Test {
        boolean holds(@Nullable Object value, JinjaArguments arguments);
    }

    private static final Map<String, Test> TESTS = Map.ofEntries(
            Map.entry("defined", (value, _) -> !(value instanceof JinjaUndefined)),
            Map.entry("undefined", (value, _) -> value instanceof JinjaUndefined),
            Map.entry("none", (value, _) -> value == null),
            Map.entry("string", (value, _) -> value instanceof String),
            Map.entry("mapping", (value, _) -> value instanceof Map),
            Map.entry("iterable", (value, _) -> isContainer(value) || value instanceof JinjaUndefined),
            Map.entry("sequence", (value, _) -> isContainer(value) || value instanceof JinjaUndefined),
            Map.entry("number", (value, _) -> JinjaValues.isNumber(value)),
            Map.entry("integer", (value, _) -> value instanceof Long),
            Map.entry("float", (value, _) -> value instanceof Double),
            Map.entry("boolean", (value, _) -> value instanceof Boolean),
            Map.entry("true", (value, _) -> Boolean.TRUE.equals(value)),
            Map.entry("false", (value, _) -> Boolean.FALSE.equals(value)),
            Map.entry("callable", (value, _) -> value instanceof JinjaCallable),
            Map.entry("even", (value, _) -> Math.floorMod(JinjaValues.asLong(value), 2L) == 0),
            Map.entry("odd", (value, _) -> Math.floorMod(JinjaValues.asLong(value), 2L) == 1),
            Map.entry("divisibleby", JinjaTests::isDivisible),
            Map.entry("lower", (value, _) -> isLower(JinjaText.of(value))),
            Map.entry("upper", (value, _) -> isUpper(JinjaText.of(value))),
            Map.entry("sameas", (value, arguments) -> isSame(value, arguments.get(0, "other"))),
            Map.entry("in", comparing("in")),
            Map.entry("eq", comparing("==")),
            Map.entry("equalto", comparing("==")),
            Map.entry("ne", comparing("!=")),
            Map.entry("lt", comparing("<")),
            Map.entry("lessthan", comparing("<")),
            Map.entry("le", comparing("<=")),
            Map.entry("gt", comparing(">")),
            Map.entry("greaterthan", comparing(">")),
            Map.entry("ge", comparing(">=")));

    private JinjaTests() {}

    static boolean isKnown(String name) {
        return TESTS.containsKey(name);
    }

    static boolean holds(String name, @Nullable Object value, JinjaArguments arguments) {
        var test = TESTS.get(name);
        if (test == null) {
            throw new JinjaException("the test 'is " + name + "' is not supported");
        }
        return test.holds(value, arguments);
    }

    private static Test comparing(String operator) {
        return (value, arguments) -> JinjaOperators.compares(operator, value, arguments.get(0, "other"));
    }

    private static boolean isContainer(@Nullable Object value) {
        return value instanceof String || value instanceof Collection || value instanceof Map;
    }

    private static boolean isDivisible(@Nullable Object value, JinjaArguments arguments) {
        return Math.floorMod(JinjaValues.asLong(value), JinjaValues.asLong(arguments.get(0, "num"))) == 0;
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
