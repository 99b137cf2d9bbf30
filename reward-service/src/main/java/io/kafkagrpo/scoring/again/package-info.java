/** Scoring the groups again that a run's log holds, with other rewards. */
@NullMarked
package io.kafkagrpo.scoring.again;

import org.jspecify.annotations.NullMarked;
