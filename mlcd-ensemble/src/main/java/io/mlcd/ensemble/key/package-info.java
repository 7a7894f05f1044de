/** Keys of rows: what they are of, and where they fall, the same in every run. Not exported. */
@NullMarked
package io.mlcd.ensemble.key;

import org.jspecify.annotations.NullMarked;
