@NullMarked
package io.kafkagrpo.cli.fork;

import org.jspecify.annotations.NullMarked;
