/** Values on disk instead of the heap: folders of files that do not outlive who made them. Not exported. */
@NullMarked
package io.mlcd.ensemble.disk;

import org.jspecify.annotations.NullMarked;
