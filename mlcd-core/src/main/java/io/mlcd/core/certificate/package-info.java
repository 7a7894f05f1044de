/** What making a model smaller cost, as artifacts hold it. */
@NullMarked
package io.mlcd.core.certificate;

import org.jspecify.annotations.NullMarked;
