/** What it means for a run that not all of its topics is kept: before it begins, and by what is there later. */
@NullMarked
package io.kafkagrpo.retention;

import org.jspecify.annotations.NullMarked;
