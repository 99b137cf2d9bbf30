@NullMarked
package io.kafkagrpo.dashboard.text;

import org.jspecify.annotations.NullMarked;
