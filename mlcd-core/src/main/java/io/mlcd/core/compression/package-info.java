/** Makes models smaller, and says what it cost. */
@NullMarked
package io.mlcd.core.compression;

import org.jspecify.annotations.NullMarked;
