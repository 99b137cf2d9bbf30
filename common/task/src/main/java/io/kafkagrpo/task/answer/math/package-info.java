/** An exact reader of the answers that people and models write, and whether two of them are equal. */
@NullMarked
package io.kafkagrpo.task.answer.math;

import org.jspecify.annotations.NullMarked;
