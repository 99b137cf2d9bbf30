/** Who may see the page: everyone on this machine, or who has the token. */
@NullMarked
package io.kafkagrpo.dashboard.access;

import org.jspecify.annotations.NullMarked;
