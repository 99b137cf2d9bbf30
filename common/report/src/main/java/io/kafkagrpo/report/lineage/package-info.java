/** Where a sample came from and where it went: from the prompt to the step that used it, as the topics tell it. */
@NullMarked
package io.kafkagrpo.report.lineage;

import org.jspecify.annotations.NullMarked;
