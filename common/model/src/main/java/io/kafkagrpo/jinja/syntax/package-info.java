/** From a template's text to its statements and expressions. */
@NullMarked
package io.kafkagrpo.jinja.syntax;

import org.jspecify.annotations.NullMarked;
