/** Commands that look back at a run through its topics: audit, trace, show. */
@NullMarked
package io.kafkagrpo.cli.past;

import org.jspecify.annotations.NullMarked;
