/** A disk in memory for tests of crashes: what was not forced may be lost. */
@NullMarked
package io.mlcd.core.disk;

import org.jspecify.annotations.NullMarked;
