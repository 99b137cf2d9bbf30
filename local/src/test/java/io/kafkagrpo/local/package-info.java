@NullMarked
package io.kafkagrpo.local;

import org.jspecify.annotations.NullMarked;
