/** A decoder model's configuration and identity. */
@NullMarked
package io.kafkagrpo.model;

import org.jspecify.annotations.NullMarked;
