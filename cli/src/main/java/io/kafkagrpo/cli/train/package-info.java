/** Commands on a whole run: train, check, report, replay, rescore. */
@NullMarked
package io.kafkagrpo.cli.train;

import org.jspecify.annotations.NullMarked;
