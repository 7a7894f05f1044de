/**
 * Where tables come from: text files with {@link io.mlcd.ensemble.source.Csv}, the host's own records with
 * {@link io.mlcd.ensemble.source.Records}. Maps and lists in memory need no source: see
 * {@link io.mlcd.core.data.Table#ofMaps} and {@link io.mlcd.core.data.Table#column(String, java.util.List)}.
 *
 * <p>A source that cannot be read throws a {@link io.mlcd.api.TrainingException} with the reason {@code BAD_SOURCE},
 * whose message lists what is wrong in it, by line.
 */
@NullMarked
package io.mlcd.ensemble.source;

import org.jspecify.annotations.NullMarked;
