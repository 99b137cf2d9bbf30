/** The learner service: its loop, and its Quarkus wiring at the edge. */
@NullMarked
package io.kafkagrpo.learner;

import org.jspecify.annotations.NullMarked;
