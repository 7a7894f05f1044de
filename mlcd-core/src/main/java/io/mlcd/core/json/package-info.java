/** Strict JSON for manifests and journals; not exported. */
@NullMarked
package io.mlcd.core.json;

import org.jspecify.annotations.NullMarked;
