/** The records of a run: topics, keys, codecs, readers, dead letters. */
@NullMarked
package io.kafkagrpo.record;

import org.jspecify.annotations.NullMarked;
