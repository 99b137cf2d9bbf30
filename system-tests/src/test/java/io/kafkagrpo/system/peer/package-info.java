@NullMarked
package io.kafkagrpo.system.peer;

import org.jspecify.annotations.NullMarked;
