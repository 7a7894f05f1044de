/** Compiles forms to what scores rows fast; not exported. */
@NullMarked
package io.mlcd.core.kernel;

import org.jspecify.annotations.NullMarked;
