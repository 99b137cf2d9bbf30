@NullMarked
package io.kafkagrpo.dashboard.view;

import org.jspecify.annotations.NullMarked;
