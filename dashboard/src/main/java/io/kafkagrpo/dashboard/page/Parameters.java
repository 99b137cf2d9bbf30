package io.kafkagrpo.dashboard.page;

import io.kafkagrpo.dashboard.query.Search;
import io.kafkagrpo.dashboard.view.TokenColour;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of an address. A wrong one is a {@link BadRequestException} whose sentence names it. */
final class Parameters {
    /** The fields of the search's form. */
    private static final String[] FIELDS = {
        "text", "problem", "least", "most", "correct", "step", "reason", "ending", "purpose", "order"
    };

    private final Map<String, String> fields = new LinkedHashMap<>();

    private Parameters() {}

    static Parameters of(MultivaluedMap<String, String> query) {
        Parameters parameters = new Parameters();
        for (String field : FIELDS) {
            @Nullable String value = query.getFirst(field);
            if (value != null && !value.isBlank()) {
                parameters.fields.put(field, value.strip());
            }
        }
        return parameters;
    }

    static TokenColour colour(@Nullable String name) {
        return name == null ? TokenColour.PROBABILITY : choice("colour", name, TokenColour.values());
    }

    /** The fields that were filled in. */
    Map<String, String> fields() {
        return fields;
    }

    /** The same as part of an address. */
    String query() {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    Search search() {
        Search.@Nullable Order order = choice("order", Search.Order.values());
        return new Search(
                fields.get("text"),
                fields.get("problem"),
                number("least"),
                number("most"),
                truth("correct"),
                whole("step"),
                choice("reason", Search.Reason.values()),
                choice("ending", Search.Ending.values()),
                choice("purpose", Search.Purpose.values()),
                order == null ? Search.Order.NEWEST : order);
    }

    private @Nullable Double number(String field) {
        String value = fields.get(field);
        if (value == null) {
            return null;
        }
        if (!value.matches("[+-]?(\\d{1,15}(\\.\\d{0,15})?|\\.\\d{1,15})([eE][+-]?\\d{1,3})?")) {
            throw new BadRequestException("%s: '%s' is not a number.".formatted(field, value));
        }
        return Double.valueOf(value);
    }

    private @Nullable Long whole(String field) {
        String value = fields.get(field);
        if (value != null && !value.matches("\\d{1,18}")) {
            throw new BadRequestException("%s: '%s' is not a whole number.".formatted(field, value));
        }
        return value == null ? null : Long.valueOf(value);
    }

    private @Nullable Boolean truth(String field) {
        String value = fields.get(field);
        return value == null
                ? null
                : switch (value) {
                    case "yes" -> Boolean.TRUE;
                    case "no" -> Boolean.FALSE;
                    default -> throw new BadRequestException("%s: '%s' is neither yes nor no.".formatted(field, value));
                };
    }

    private <T extends Enum<T>> @Nullable T choice(String field, T[] values) {
        String value = fields.get(field);
        return value == null ? null : choice(field, value, values);
    }

    private static <T extends Enum<T>> T choice(String field, String name, T[] values) {
        return Arrays.stream(values)
                .filter(value -> nameOf(value).equals(name))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("%s: '%s' is none of %s."
                        .formatted(
                                field,
                                name,
                                Arrays.stream(values).map(Parameters::nameOf).collect(Collectors.joining(", ")))));
    }

    private static String nameOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
