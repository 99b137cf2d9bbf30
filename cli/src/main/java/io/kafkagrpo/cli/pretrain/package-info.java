/** How small models are made by supervision: the built-in one, and one for countdown. */
@NullMarked
package io.kafkagrpo.cli.pretrain;

import org.jspecify.annotations.NullMarked;
