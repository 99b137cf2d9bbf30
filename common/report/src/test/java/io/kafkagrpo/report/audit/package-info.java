@NullMarked
package io.kafkagrpo.report.audit;

import org.jspecify.annotations.NullMarked;
