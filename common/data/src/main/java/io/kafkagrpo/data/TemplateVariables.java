package io.kafkagrpo.data;

import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The variables that a configuration gives to the chat template, as Java's own values. */
final class TemplateVariables {
    private TemplateVariables() {}

    /** In the order of their names; {@code a.b} is the key b of an object a. */
    static Map<String, @Nullable Object> of(RunSettings settings) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        settings.resolved().forEach((key, text) -> {
            if (key.startsWith(Keys.TEMPLATE_VARIABLES_PREFIX)) {
                put(settings, variables, key, text);
            }
        });
        return variables;
    }

    @SuppressWarnings("unchecked") // only this method makes the objects within
    private static void put(RunSettings settings, Map<String, @Nullable Object> variables, String key, String text) {
        String[] steps = key.substring(Keys.TEMPLATE_VARIABLES_PREFIX.length()).split("\\.", -1);
        Map<String, @Nullable Object> holder = variables;
        for (int i = 0; i < steps.length - 1; i++) {
            Object inner = holder.computeIfAbsent(steps[i], _ -> new LinkedHashMap<String, @Nullable Object>());
            if (!(inner instanceof Map)) {
                throw new SettingsException("%s: %s is a key within a variable that is a plain value; set one of them."
                        .formatted(settings.file(), key));
            }
            holder = (Map<String, @Nullable Object>) inner;
        }
        holder.put(steps[steps.length - 1], value(settings, key, text));
    }

    /** A text means what YAML takes it for: true, 5, a list in brackets; {@code '"5"'} is the text 5. */
    private static @Nullable Object value(RunSettings settings, String key, String text) {
        try {
            return plain(settings, key, text, new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
        } catch (YAMLException _) {
            if (text.startsWith("[") || text.startsWith("{")) {
                throw new SettingsException(
                        "%s: %s is '%s', which begins as a list or an object does, but can't be read as one; a text that begins so stands in two pairs of quotes, such as '\"[x\"'."
                                .formatted(settings.file(), key, text));
            }
            return text; // a text with a colon or the like
        }
    }

    private static @Nullable Object plain(RunSettings settings, String key, String text, @Nullable Object value) {
        return switch (value) {
            case null -> text.isEmpty() ? "" : null;
            case String _, Boolean _, Double _, Long _ -> value;
            case Integer number -> number.longValue();
            case List<?> list -> {
                List<@Nullable Object> values = new ArrayList<>();
                list.forEach(each -> values.add(plain(settings, key, text, each)));
                yield values;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                map.forEach((name, each) -> values.put(String.valueOf(name), plain(settings, key, text, each)));
                yield values;
            }
            // a date, or a number of more than 64 bits
            default -> text;
        };
    }
}
