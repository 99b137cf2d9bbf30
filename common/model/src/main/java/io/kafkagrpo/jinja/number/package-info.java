/** Numbers written by Python's format specifications. */
@NullMarked
package io.kafkagrpo.jinja.number;

import org.jspecify.annotations.NullMarked;
