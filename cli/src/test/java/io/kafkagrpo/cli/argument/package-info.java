@NullMarked
package io.kafkagrpo.cli.argument;

import org.jspecify.annotations.NullMarked;
