/**
 * Compiles forms to what scores rows fast; not exported.
 *
 * <p>{@link io.mlcd.core.kernel.Scorer} is the face. A form is first rewritten to one that answers the same and is faster
 * ({@code Lowering}: preparation goes into the splits of trees), then compiled to kernels, one for each kind of form. Trees
 * are cut into parts, each in one of two layouts ({@code ShallowPart}, {@code DeepPart}; their comments say how they work),
 * both fed by {@code Ranks} and {@code Sets}. A {@code Plan} adds up the working memory that the kernels need; calls take it
 * from a bounded pool. Everything answers as the form is defined, to the last bit: the tests hold a plain walk against it.
 */
@NullMarked
package io.mlcd.core.kernel;

import org.jspecify.annotations.NullMarked;
