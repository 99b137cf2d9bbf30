/** Companions of the Protobuf messages: the topics table, serdes, dead letters. */
@NullMarked
package io.kafkagrpo.record;

import org.jspecify.annotations.NullMarked;
