/** Trees as bits, as an artifact holds them, and as they can be walked without being unpacked. */
@NullMarked
package io.mlcd.core.packed;

import org.jspecify.annotations.NullMarked;
