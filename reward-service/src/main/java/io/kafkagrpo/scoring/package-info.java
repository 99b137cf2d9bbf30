/** The topology that reads, scores and gathers completions into groups. */
@NullMarked
package io.kafkagrpo.scoring;

import org.jspecify.annotations.NullMarked;
