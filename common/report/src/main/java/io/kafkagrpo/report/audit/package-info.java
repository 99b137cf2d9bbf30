/** The whole log of a run held against what must hold at every moment. */
@NullMarked
package io.kafkagrpo.report.audit;

import org.jspecify.annotations.NullMarked;
