@NullMarked
package io.kafkagrpo.dashboard.page;

import org.jspecify.annotations.NullMarked;
