/** Where a model's files come from: a directory, or the hub. */
@NullMarked
package io.kafkagrpo.model.source;

import org.jspecify.annotations.NullMarked;
