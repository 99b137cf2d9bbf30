/** The command that scores a run's groups again, and what it tells of the new scores. */
@NullMarked
package io.kafkagrpo.cli.past.rescore;

import org.jspecify.annotations.NullMarked;
