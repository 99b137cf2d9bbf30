@NullMarked
package io.kafkagrpo.scoring.again;

import org.jspecify.annotations.NullMarked;
