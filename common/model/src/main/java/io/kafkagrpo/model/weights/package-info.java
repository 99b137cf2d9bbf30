/** Weights in host memory and in safetensors files. */
@NullMarked
package io.kafkagrpo.model.weights;

import org.jspecify.annotations.NullMarked;
