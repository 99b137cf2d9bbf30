package io.kafkagrpo.jinja.syntax;

import java.util.Set;

/**
 * The names that a renderer knows, so that an unknown one is a mistake when a template is parsed, not when
 * it is rendered.
 *
 * @param filters what may stand after {@code |}
 * @param tests what may stand after {@code is}
 * @param methods what may be called on a value
 */
public record Names(Set<String> filters, Set<String> tests, Set<String> methods) {}
