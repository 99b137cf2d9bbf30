/** What commands are told: configurations, models, prompts. */
@NullMarked
package io.kafkagrpo.cli.argument;

import org.jspecify.annotations.NullMarked;
