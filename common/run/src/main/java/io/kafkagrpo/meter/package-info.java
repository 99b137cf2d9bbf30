/**
 * What the services show of themselves at {@code /q/metrics}: the names, one table of them, and the meters
 * of Kafka's clients.
 */
@NullMarked
package io.kafkagrpo.meter;

import org.jspecify.annotations.NullMarked;
