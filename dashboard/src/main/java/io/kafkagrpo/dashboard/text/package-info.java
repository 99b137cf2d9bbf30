/** Text and numbers as the page may show them, whoever wrote them. */
@NullMarked
package io.kafkagrpo.dashboard.text;

import org.jspecify.annotations.NullMarked;
