@NullMarked
package io.kafkagrpo.dashboard.access;

import org.jspecify.annotations.NullMarked;
