/** Exact numbers and polynomials, and a high-precision check where exactness can't decide. */
@NullMarked
package io.kafkagrpo.task.answer.algebra;

import org.jspecify.annotations.NullMarked;
