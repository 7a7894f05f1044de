/** Columnar data in memory: {@link io.mlcd.core.data.Table} and its {@link io.mlcd.core.data.Column}s. */
@NullMarked
package io.mlcd.core.data;

import org.jspecify.annotations.NullMarked;
