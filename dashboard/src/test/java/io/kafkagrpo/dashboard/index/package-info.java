@NullMarked
package io.kafkagrpo.dashboard.index;

import org.jspecify.annotations.NullMarked;
