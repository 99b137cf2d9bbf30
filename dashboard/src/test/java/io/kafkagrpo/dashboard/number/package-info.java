@NullMarked
package io.kafkagrpo.dashboard.number;

import org.jspecify.annotations.NullMarked;
