@NullMarked
package io.kafkagrpo.cli.train;

import org.jspecify.annotations.NullMarked;
