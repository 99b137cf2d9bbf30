/** What the highest-paid completions of a run have in common, over time: hints at a reward that is being hacked. */
@NullMarked
package io.kafkagrpo.report.paid;

import org.jspecify.annotations.NullMarked;
