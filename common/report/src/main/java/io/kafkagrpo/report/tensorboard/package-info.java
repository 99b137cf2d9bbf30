/** Event files that TensorBoard reads. */
@NullMarked
package io.kafkagrpo.report.tensorboard;

import org.jspecify.annotations.NullMarked;
