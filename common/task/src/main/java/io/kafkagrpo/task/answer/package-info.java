/** The answer that a completion gives, and whether it is the reference. */
@NullMarked
package io.kafkagrpo.task.answer;

import org.jspecify.annotations.NullMarked;
