/** The learner service: its loop, and the recomputation of a run. */
@NullMarked
package io.kafkagrpo.learner;

import org.jspecify.annotations.NullMarked;
