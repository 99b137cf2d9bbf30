/** What the learner keeps in its folder: checkpoints and the best model. */
@NullMarked
package io.kafkagrpo.learner.files;

import org.jspecify.annotations.NullMarked;
