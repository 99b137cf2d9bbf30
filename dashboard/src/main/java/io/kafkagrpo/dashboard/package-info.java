/** The page to watch and to ask: a service that reads topics only. */
@NullMarked
package io.kafkagrpo.dashboard;

import org.jspecify.annotations.NullMarked;
