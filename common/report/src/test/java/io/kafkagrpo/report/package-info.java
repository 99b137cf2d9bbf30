@NullMarked
package io.kafkagrpo.report;

import org.jspecify.annotations.NullMarked;
