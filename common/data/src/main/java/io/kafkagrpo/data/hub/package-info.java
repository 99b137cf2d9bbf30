/** Data sets of the hub: which of a repository's files are a split's. */
@NullMarked
package io.kafkagrpo.data.hub;

import org.jspecify.annotations.NullMarked;
