@NullMarked
package io.kafkagrpo.cli.reward;

import org.jspecify.annotations.NullMarked;
