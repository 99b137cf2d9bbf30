/** What becomes of a run's rewards and advantages when its groups are scored again. */
@NullMarked
package io.kafkagrpo.report.rescore;

import org.jspecify.annotations.NullMarked;
