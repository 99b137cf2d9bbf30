/** What comes in and what is asked for: prompts admitted, groups received, evaluations gathered. */
@NullMarked
package io.kafkagrpo.learner.intake;

import org.jspecify.annotations.NullMarked;
