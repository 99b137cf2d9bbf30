@NullMarked
package io.kafkagrpo.system;

import org.jspecify.annotations.NullMarked;
