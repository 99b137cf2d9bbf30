@NullMarked
package io.kafkagrpo.report.tensorboard;

import org.jspecify.annotations.NullMarked;
