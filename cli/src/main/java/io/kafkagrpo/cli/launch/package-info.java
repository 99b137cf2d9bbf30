/** The three services as child processes beside an embedded broker. */
@NullMarked
package io.kafkagrpo.cli.launch;

import org.jspecify.annotations.NullMarked;
