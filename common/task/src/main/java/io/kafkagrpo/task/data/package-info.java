/** Problems and the data sets that they come from. */
@NullMarked
package io.kafkagrpo.task.data;

import org.jspecify.annotations.NullMarked;
