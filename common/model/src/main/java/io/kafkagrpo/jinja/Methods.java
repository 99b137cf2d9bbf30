package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import io.kafkagrpo.jinja.syntax.Whitespace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Attributes of values, above all the methods of Python's strings, dicts and lists. */
final class Methods {

    private static final Set<String> OF_STRINGS = Set.of(
            "startswith",
            "endswith",
            "strip",
            "lstrip",
            "rstrip",
            "split",
            "rsplit",
            "splitlines",
            "upper",
            "lower",
            "title",
            "capitalize",
            "replace",
            "find",
            "rfind",
            "count",
            "join",
            "isdigit",
            "isalpha",
            "isspace",
            "isupper",
            "islower",
            "removeprefix",
            "removesuffix",
            "partition",
            "rpartition",
            "format",
            "index",
            "rindex",
            "isalnum",
            "isnumeric",
            "isdecimal",
            "isascii",
            "isprintable",
            "istitle",
            "casefold",
            "swapcase",
            "zfill",
            "ljust",
            "rjust",
            "center",
            "expandtabs");

    /** Methods of marked text whose results are marked too; their texts are escaped first. */
    private static final Set<String> ESCAPING = Set.of("join", "replace", "format", "partition", "rpartition");

    private static final Set<String> OF_DICTS = Set.of("get", "items", "keys", "values", "copy");
    private static final Set<String> OF_LISTS = Set.of("index", "count", "copy");
    private static final Set<String> OF_LOOPS = Set.of("cycle", "changed", "next", "reset");

    private Methods() {}

    /** The names that a template may call, whatever the value is. */
    static Set<String> names() {
        return Stream.of(OF_STRINGS, OF_DICTS, OF_LISTS, OF_LOOPS)
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** {@code target.name}: a method or attribute where the value has one, else the dict's item, else undefined. */
    static @Nullable Object attribute(@Nullable Object target, String name) {
        return switch (target) {
            case Undefined undefined -> throw undefined.used();
            case Globals.Namespace namespace
            when namespace.attributes().containsKey(name) ->
                namespace.attributes().get(name);
            case Loop loop -> loop.attribute(name);
            case Globals.Cycler cycler -> cycler.attribute(name);
            case Markup marked when OF_STRINGS.contains(name) -> method(arguments -> ofMarkup(marked, name, arguments));
            case String text when OF_STRINGS.contains(name) -> method(arguments -> ofString(text, name, arguments));
            case Map<?, ?> map when OF_DICTS.contains(name) -> method(arguments -> ofDict(map, name, arguments));
            case List<?> list when OF_LISTS.contains(name) -> method(arguments -> ofList(list, name, arguments));
            case Map<?, ?> map when map.containsKey(name) -> map.get(name);
            case null, default -> new Undefined("'" + name + "' of a value of type " + Values.typeName(target));
        };
    }

    /** {@code target|attr(name)}: an attribute, never a dict's item. */
    static @Nullable Object attributeOnly(@Nullable Object target, String name) {
        return target instanceof Map && !OF_DICTS.contains(name)
                ? new Undefined("'" + name + "' of a dict")
                : attribute(target, name);
    }

    private static Callable method(Callable callable) {
        return callable;
    }

    private static @Nullable Object ofMarkup(Markup marked, String name, Arguments arguments) {
        Arguments plain = arguments.mapped(ESCAPING.contains(name) ? Methods::escapedTexts : Markup::plain);
        return marked(ofString(marked.text(), name, plain));
    }

    private static @Nullable Object escapedTexts(@Nullable Object value) {
        return switch (value) {
            case String _, Markup _ -> Markup.escaped(value);
            case Collection<?> items ->
                items.stream().<Object>map(Markup::escaped).toList();
            case null, default -> value;
        };
    }

    private static Object marked(Object result) {
        return switch (result) {
            case String text -> new Markup(text);
            case PyTuple tuple ->
                new PyTuple(tuple.stream().map(Methods::marked).toList());
            case List<?> items ->
                new ArrayList<Object>(items.stream().map(Methods::marked).toList());
            default -> result;
        };
    }

    private static @Nullable Object ofDict(Map<?, ?> map, String name, Arguments arguments) {
        return switch (name) {
            case "get" -> {
                Object key = arguments.get(0, "key");
                yield map.containsKey(key) ? map.get(key) : arguments.get(1, "default");
            }
            case "items" -> new PyTuple.View("dict_items", pairs(map));
            case "keys" -> new PyTuple.View("dict_keys", new ArrayList<Object>(map.keySet()));
            case "values" -> new PyTuple.View("dict_values", new ArrayList<Object>(map.values()));
            default -> Values.from(map);
        };
    }

    /** Tuples of key and value. */
    static List<Object> pairs(Map<?, ?> map) {
        var pairs = new ArrayList<Object>();
        map.forEach((key, value) -> {
            var pair = new ArrayList<Object>();
            pair.add(key);
            pair.add(value);
            pairs.add(new PyTuple(pair));
        });
        return pairs;
    }

    private static @Nullable Object ofList(List<?> list, String name, Arguments arguments) {
        Object item = arguments.get(0, "value");
        return switch (name) {
            case "count" ->
                list.stream().filter(each -> Values.areEqual(each, item)).count();
            case "index" -> {
                for (int i = 0; i < list.size(); i++) {
                    if (Values.areEqual(list.get(i), item)) {
                        yield (long) i;
                    }
                }
                throw new TemplateException(Text.repr(item) + " is not in the list");
            }
            default -> new ArrayList<Object>(list);
        };
    }

    private static Object ofString(String text, String name, Arguments markedArguments) {
        Arguments arguments = name.equals("format") ? markedArguments : markedArguments.mapped(Markup::plain);
        return switch (name) {
            case "startswith" -> affixes(arguments).stream().anyMatch(text::startsWith);
            case "endswith" -> affixes(arguments).stream().anyMatch(text::endsWith);
            case "strip", "lstrip", "rstrip" -> stripped(text, name, arguments);
            case "split", "rsplit" -> split(text, name, arguments);
            case "splitlines" ->
                Strings.lines(text, arguments.isTrue(0, "keepends") ? Strings.LineEnds.KEPT : Strings.LineEnds.CUT);
            case "format" -> BraceFormat.apply(text, arguments, Text::of);
            case "isalnum" -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetterOrDigit);
            case "isnumeric", "isdecimal" ->
                !text.isEmpty() && text.codePoints().allMatch(Character::isDigit);
            case "isascii" -> text.chars().allMatch(c -> c < 0x80);
            case "isprintable" -> text.codePoints().allMatch(Text::isPrintable);
            case "istitle" -> text.codePoints().anyMatch(Character::isLetter) && text.equals(Strings.titled(text));
            case "casefold" -> text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
            case "swapcase" -> Strings.swapped(text);
            case "zfill", "ljust", "rjust", "center" -> Strings.padded(text, name, arguments);
            case "expandtabs" -> Strings.withoutTabs(text, arguments.integer(0, "tabsize", 8));
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title" -> Strings.titled(text);
            case "capitalize" -> Strings.capitalized(text);
            case "replace" ->
                Strings.replace(
                        text,
                        arguments.string(0, "old"),
                        arguments.string(1, "new"),
                        arguments.integer(2, "count", -1));
            case "find" -> codePoints(text, text.indexOf(arguments.string(0, "sub")));
            case "rfind" -> codePoints(text, text.lastIndexOf(arguments.string(0, "sub")));
            case "index", "rindex" -> {
                String part = arguments.string(0, "sub");
                long at = codePoints(text, name.equals("index") ? text.indexOf(part) : text.lastIndexOf(part));
                if (at < 0) {
                    throw new TemplateException(Text.repr(part) + " is not in the string");
                }
                yield at;
            }
            case "count" -> count(text, arguments.string(0, "sub"));
            case "join" -> joined(text, arguments);
            case "isdigit" -> !text.isEmpty() && text.codePoints().allMatch(Character::isDigit);
            case "isalpha" -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetter);
            case "isspace" -> !text.isEmpty() && text.codePoints().allMatch(Whitespace::isSpace);
            case "isupper" -> Tests.isUpper(text);
            case "islower" -> Tests.isLower(text);
            case "removeprefix" -> {
                String prefix = arguments.string(0, "prefix");
                yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
            }
            case "removesuffix" -> {
                String suffix = arguments.string(0, "suffix");
                yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
            }
            default -> partition(text, arguments.string(0, "sep"), name);
        };
    }

    private static List<String> affixes(Arguments arguments) {
        return switch (arguments.required(0, "prefix")) {
            case String one -> List.of(one);
            case Collection<?> several -> several.stream().map(Text::of).toList();
            default -> throw new TemplateException("startswith() and endswith() need a string");
        };
    }

    private static String stripped(String text, String name, Arguments arguments) {
        if (arguments.get(0, "chars") == null) {
            return switch (name) {
                case "strip" -> Strings.strip(text);
                case "lstrip" -> Strings.stripLeading(text);
                default -> Whitespace.stripTrailing(text);
            };
        }
        String characters = arguments.string(0, "chars");
        return switch (name) {
            case "strip" -> Strings.stripLeading(Strings.stripTrailing(text, characters), characters);
            case "lstrip" -> Strings.stripLeading(text, characters);
            default -> Strings.stripTrailing(text, characters);
        };
    }

    private static Object split(String text, String name, Arguments arguments) {
        long most = arguments.integer(1, "maxsplit", -1);
        if (arguments.get(0, "sep") == null) {
            if (name.equals("rsplit") && most >= 0) {
                return Strings.wordsFromRight(text, most);
            }
            return Strings.words(text, most);
        }
        String separator = arguments.string(0, "sep");
        return name.equals("split")
                ? Strings.split(text, separator, most)
                : Strings.splitFromRight(text, separator, most);
    }

    private static String joined(String separator, Arguments arguments) {
        List<Object> items = Values.items(arguments.get(0, "iterable"));
        if (!items.stream().map(Markup::plain).allMatch(String.class::isInstance)) {
            throw new TemplateException("join() needs strings");
        }
        return Text.joined(items, separator);
    }

    private static long codePoints(String text, int index) {
        return index < 0 ? -1 : text.codePointCount(0, index);
    }

    private static long count(String text, String part) {
        return part.isEmpty()
                ? Values.length(text) + 1
                : Strings.split(text, part, -1).size() - 1;
    }

    private static Object partition(String text, String separator, String name) {
        boolean fromRight = name.equals("rpartition");
        int at = fromRight ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return new PyTuple(fromRight ? List.of("", "", text) : List.of(text, "", ""));
        }
        return new PyTuple(List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
    }
}
