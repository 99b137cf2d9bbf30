package io.kafkagrpo.jinja;

import java.util.Map;

/** What {@code namespace(a=1)} makes: attributes that may be set from within inner scopes. */
record Namespace(Map<String, Object> attributes) {}
