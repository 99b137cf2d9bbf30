/** Questions to the index, and to the log where the index only knows the place. */
@NullMarked
package io.kafkagrpo.dashboard.query;

import org.jspecify.annotations.NullMarked;
