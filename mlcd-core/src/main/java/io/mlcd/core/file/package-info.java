/** Bytes on disk and their digests; not exported. */
@NullMarked
package io.mlcd.core.file;

import org.jspecify.annotations.NullMarked;
