@NullMarked
package io.kafkagrpo.cli.past.weights;

import org.jspecify.annotations.NullMarked;
