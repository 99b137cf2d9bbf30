/** What the command says at the terminal, and with which exit code it ends. */
@NullMarked
package io.kafkagrpo.cli.terminal;

import org.jspecify.annotations.NullMarked;
