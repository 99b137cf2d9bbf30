/** Answers cut into tokens: spellings, numbers, words, units and TeX's commands. */
@NullMarked
package io.kafkagrpo.task.answer.math.syntax;

import org.jspecify.annotations.NullMarked;
