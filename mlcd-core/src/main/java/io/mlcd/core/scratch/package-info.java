/** Working memory that calls lend each other, so that serving allocates none; not exported. */
@NullMarked
package io.mlcd.core.scratch;

import org.jspecify.annotations.NullMarked;
