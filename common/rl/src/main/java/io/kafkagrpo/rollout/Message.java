package io.kafkagrpo.rollout;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of a chat.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or whatever else the model's template knows
 * @param content its text; of a content in parts, their texts one after the other
 * @param more what else a template sees of it, such as {@code tool_calls}, or {@code content} where it is in parts
 */
public record Message(String role, String content, Map<String, @Nullable Object> more) {

    public Message {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** A message that is nothing but a text. */
    public Message(String role, String content) {
        this(role, content, Map.of());
    }

    /** The message as a template sees it. */
    public Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("role", role);
        map.put("content", content);
        map.putAll(more);
        return map;
    }
}
