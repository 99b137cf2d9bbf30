/** {@code grpo top}: who works on a run at this moment, and what lies before them. */
@NullMarked
package io.kafkagrpo.cli.top;

import org.jspecify.annotations.NullMarked;
