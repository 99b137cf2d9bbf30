@NullMarked
package io.kafkagrpo.cli.pretrain;

import org.jspecify.annotations.NullMarked;
