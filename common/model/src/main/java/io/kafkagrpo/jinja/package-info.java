/** The subset of Jinja that chat templates use, rendered as its original does. */
@NullMarked
package io.kafkagrpo.jinja;

import org.jspecify.annotations.NullMarked;
