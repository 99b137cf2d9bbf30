@NullMarked
package io.kafkagrpo.broker;

import org.jspecify.annotations.NullMarked;
