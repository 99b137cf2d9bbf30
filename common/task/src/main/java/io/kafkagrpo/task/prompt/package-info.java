/** From a problem to the text that a policy is asked to complete. */
@NullMarked
package io.kafkagrpo.task.prompt;

import org.jspecify.annotations.NullMarked;
