/** The run's configuration: every key, its default and its limits, declared once. */
@NullMarked
package io.kafkagrpo.settings;

import org.jspecify.annotations.NullMarked;
