@NullMarked
package io.kafkagrpo.dashboard.browser;

import org.jspecify.annotations.NullMarked;
