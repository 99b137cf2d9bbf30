/** How the built-in model is made. */
@NullMarked
package io.kafkagrpo.cli.pretrain;

import org.jspecify.annotations.NullMarked;
