/** Files that hold rows: what kind a file is, and its rows one after the other. */
@NullMarked
package io.kafkagrpo.data.table;

import org.jspecify.annotations.NullMarked;
