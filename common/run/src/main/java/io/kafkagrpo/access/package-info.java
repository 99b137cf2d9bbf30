/** Who reaches the run's Kafka: with which rights, and with which credentials. */
@NullMarked
package io.kafkagrpo.access;

import org.jspecify.annotations.NullMarked;
