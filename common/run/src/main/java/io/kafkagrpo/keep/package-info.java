/** What of a run's topics is kept: for ever, for a time or up to a size. */
@NullMarked
package io.kafkagrpo.keep;

import org.jspecify.annotations.NullMarked;
