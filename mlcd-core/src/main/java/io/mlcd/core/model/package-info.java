/** A model as data that answers: {@link io.mlcd.core.model.Model}. */
@NullMarked
package io.mlcd.core.model;

import org.jspecify.annotations.NullMarked;
