/** Log-ratios and the estimators that are made of them. */
@NullMarked
package io.kafkagrpo.rl.objective.ratio;

import org.jspecify.annotations.NullMarked;
