/** What is rolled out: completions, their groups, and the messages that prompt them. */
@NullMarked
package io.kafkagrpo.rollout;

import org.jspecify.annotations.NullMarked;
