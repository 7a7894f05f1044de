/** What models hold open beside the heap, and how it is closed once; not exported. */
@NullMarked
package io.mlcd.core.resource;

import org.jspecify.annotations.NullMarked;
