/** Tribuo's trainers as learners: {@link io.mlcd.ensemble.tribuo.Learners}. The only package that names Tribuo. */
@NullMarked
package io.mlcd.ensemble.tribuo;

import org.jspecify.annotations.NullMarked;
