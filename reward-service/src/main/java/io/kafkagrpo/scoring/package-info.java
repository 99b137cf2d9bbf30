/** The reward service: the topology that scores and gathers groups, and its Quarkus wiring at the edge. */
@NullMarked
package io.kafkagrpo.scoring;

import org.jspecify.annotations.NullMarked;
