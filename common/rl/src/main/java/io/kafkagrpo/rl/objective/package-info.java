/** The GRPO objective and its slope in closed form: one file per policy term, estimator and correction. */
@NullMarked
package io.kafkagrpo.rl.objective;

import org.jspecify.annotations.NullMarked;
