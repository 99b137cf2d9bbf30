/** The generator service: its loop, and its Quarkus wiring at the edge. */
@NullMarked
package io.kafkagrpo.generator;

import org.jspecify.annotations.NullMarked;
