/** What the topics hold, in an embedded store that is made anew from them at every start. */
@NullMarked
package io.kafkagrpo.dashboard.index;

import org.jspecify.annotations.NullMarked;
