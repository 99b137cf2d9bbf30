/** Programs on DJL's PyTorch engine, the devices they run on, and the weights they take. */
@NullMarked
package io.kafkagrpo.engine.torch;

import org.jspecify.annotations.NullMarked;
