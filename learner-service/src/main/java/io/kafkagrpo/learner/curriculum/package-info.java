/** Which training problems are asked next, by how they went before. */
@NullMarked
package io.kafkagrpo.learner.curriculum;

import org.jspecify.annotations.NullMarked;
