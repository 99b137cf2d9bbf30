/** Corrections for the distance between sampler and trainer: importance weights and rejections. */
@NullMarked
package io.kafkagrpo.rl.objective.correction;

import org.jspecify.annotations.NullMarked;
