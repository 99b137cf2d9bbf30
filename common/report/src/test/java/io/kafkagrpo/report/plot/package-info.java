@NullMarked
package io.kafkagrpo.report.plot;

import org.jspecify.annotations.NullMarked;
