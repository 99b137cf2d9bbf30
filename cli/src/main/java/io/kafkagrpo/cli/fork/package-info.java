/** A new run that goes on from another's state after one of its steps. */
@NullMarked
package io.kafkagrpo.cli.fork;

import org.jspecify.annotations.NullMarked;
