package io.kafkagrpo.task.reward.http;

import io.kafkagrpo.task.reward.slow.ParameterText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The key that a server asks for, from the environment or a file: a configuration is recorded and printed, so it
 * has no room for secrets.
 */
final class ApiKey {
    /** The parameters that name one, with the defaults of a registry: none. */
    static final Map<String, String> PARAMETERS = Map.of("api-key-env", "", "api-key-file", "");

    private final String key;

    private ApiKey(String key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException if the variable or the file that is named isn't there or is empty */
    static ApiKey of(ParameterText texts) {
        String variable = texts.text("api-key-env");
        String file = texts.text("api-key-file");
        if (!variable.isEmpty() && !file.isEmpty()) {
            throw new IllegalArgumentException("api-key-env and api-key-file are both given; allowed is one.");
        }
        if (!variable.isEmpty()) {
            String value = System.getenv(variable);
            if (value == null || value.isBlank()) {
                throw new IllegalArgumentException(
                        "api-key-env is \"%s\", but the environment has no such variable, or an empty one."
                                .formatted(variable));
            }
            return new ApiKey(value.strip());
        }
        return file.isEmpty() ? new ApiKey("") : new ApiKey(read(Path.of(file)));
    }

    boolean isThere() {
        return !key.isEmpty();
    }

    /** The value of the header Authorization. */
    String bearer() {
        return "Bearer " + key;
    }

    @Override
    public String toString() {
        return "(secret)";
    }

    private static String read(Path file) {
        try {
            String key = Files.readString(file).strip();
            if (!key.isEmpty() && key.indexOf('\n') < 0) {
                return key;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "api-key-file is %s, which isn't there or can't be read.".formatted(file), e);
        }
        throw new IllegalArgumentException("api-key-file is %s; allowed is a file of one line.".formatted(file));
    }
}
