/** The commands about a run's weight versions: which there are, and one of them as a model in files. */
@NullMarked
package io.kafkagrpo.cli.past.weights;

import org.jspecify.annotations.NullMarked;
