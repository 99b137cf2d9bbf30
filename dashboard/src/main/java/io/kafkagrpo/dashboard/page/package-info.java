/** The addresses of the page, each with its view. */
@NullMarked
package io.kafkagrpo.dashboard.page;

import org.jspecify.annotations.NullMarked;
