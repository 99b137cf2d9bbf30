@NullMarked
package io.kafkagrpo.cli.past;

import org.jspecify.annotations.NullMarked;
