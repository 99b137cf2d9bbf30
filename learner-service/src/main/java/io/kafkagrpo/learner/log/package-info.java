/** The run's log as the learner writes and reads it. */
@NullMarked
package io.kafkagrpo.learner.log;

import org.jspecify.annotations.NullMarked;
