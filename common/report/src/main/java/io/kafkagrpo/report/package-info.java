/** A run as its topics tell it: counts, figures, status line, report. */
@NullMarked
package io.kafkagrpo.report;

import org.jspecify.annotations.NullMarked;
