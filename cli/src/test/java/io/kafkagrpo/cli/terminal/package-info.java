@NullMarked
package io.kafkagrpo.cli.terminal;

import org.jspecify.annotations.NullMarked;
