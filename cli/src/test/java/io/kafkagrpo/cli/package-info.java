@NullMarked
package io.kafkagrpo.cli;

import org.jspecify.annotations.NullMarked;
