/** The system's own Chromium, which measures and tests the page as a person sees it. */
@NullMarked
package io.kafkagrpo.browser;

import org.jspecify.annotations.NullMarked;
