/** Commands on a model: generate, score, eval. */
@NullMarked
package io.kafkagrpo.cli.infer;

import org.jspecify.annotations.NullMarked;
