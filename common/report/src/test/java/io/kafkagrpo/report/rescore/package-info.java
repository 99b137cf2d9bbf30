@NullMarked
package io.kafkagrpo.report.rescore;

import org.jspecify.annotations.NullMarked;
