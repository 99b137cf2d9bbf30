/** Data files of every usual kind, and the problems in them. */
@NullMarked
package io.kafkagrpo.data;

import org.jspecify.annotations.NullMarked;
