/** Commands on a whole run: train, check, watch. */
@NullMarked
package io.kafkagrpo.cli.train;

import org.jspecify.annotations.NullMarked;
