/** Commands that look back at a run through its topics, and the one way in which they open it. */
@NullMarked
package io.kafkagrpo.cli.past;

import org.jspecify.annotations.NullMarked;
