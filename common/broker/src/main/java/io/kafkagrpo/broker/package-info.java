/** One real Kafka node in this JVM, whose data survives restarts. */
@NullMarked
package io.kafkagrpo.broker;

import org.jspecify.annotations.NullMarked;
