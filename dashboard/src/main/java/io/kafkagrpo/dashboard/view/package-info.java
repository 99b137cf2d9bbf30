/** What each view shows, as plain values, before there is any HTML. */
@NullMarked
package io.kafkagrpo.dashboard.view;

import org.jspecify.annotations.NullMarked;
