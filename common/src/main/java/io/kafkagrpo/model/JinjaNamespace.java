package io.kafkagrpo.model;

import java.util.Map;

/** What {@code namespace(a=1)} makes: attributes that may be set from within inner scopes. */
record JinjaNamespace(Map<String, Object> attributes) {}
