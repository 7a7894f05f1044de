/**
 * Models as bytes: {@link io.mlcd.core.artifact.Artifact}, and {@link io.mlcd.core.artifact.Models} to save and load
 * them.
 *
 * <h2>The format, version 1.0</h2>
 *
 * <p>All numbers are big-endian. An artifact is a header and sections, with nothing between and nothing after them. Equal
 * models with equal facts have equal bytes; the bytes hold no time, name, number or place.
 *
 * <table>
 * <caption>Header</caption>
 * <tr><th>bytes</th><th>content</th></tr>
 * <tr><td>8</td><td>{@code 89 4D 4C 43 44 0D 0A 1A}: a byte that is no text, "MLCD", and line ends that a text transfer
 * would change</td></tr>
 * <tr><td>2, 2</td><td>major and minor version of the format: 1 and 0, whatever is in the artifact; 0 and 1, 2 or 3 are read as well,
 * and what is marked 0.2, 0.3 or 1.0 below came with that version</td></tr>
 * <tr><td>4</td><td>the number of sections, 1 to 64</td></tr>
 * <tr><td>20 for each</td><td>its tag (4 ASCII letters), flags (4 bytes; bit 0: a reader that does not know the section
 * must refuse the artifact), length (8 bytes), CRC-32 (4 bytes)</td></tr>
 * <tr><td>4</td><td>CRC-32 of the header up to here</td></tr>
 * </table>
 *
 * <p>The sections follow in the order of the header. A tag occurs once. Known are:
 *
 * <ul>
 *   <li>{@code MANI}, required: the manifest, JSON in UTF-8, as {@code manifest-0.1.schema.json} beside this package says:
 *       the signature, what the form is made of, and facts about the training. An output with costs is 0.3, and so is a
 *       feature that is a time, in forms and golden records its milliseconds since 1970.
 *   <li>{@code FORM}, required: the form in pre-order. A form is one byte for its kind, then: <br>
 *       1 trees (0.1; now only read): varint inputs, byte sum (0 total, 1 mean, 2 running mean), varint outputs, varint number of trees, the
 *       trees; a tree is its nodes in pre-order, each a varint: 0 is a leaf and is followed by its outputs (8-byte doubles),
 *       {@code 1 + 2 x feature + (1 if missing values go left)} a split and is followed by its threshold (double). <br>
 *       2 linear: varint outputs, varint inputs, for each output its weights, then all biases (doubles). <br>
 *       3 average, 4 vote: varint number of members, their weights (doubles), the members. <br>
 *       5 linked: byte link (0 softmax, 1 sigmoid; 0.2: 2 exp, 3 step), the form. <br>
 *       6 prepared: varint inputs, varint number of derived inputs, each a byte for its kind, varint input and: 1 scaled:
 *       ifMissing, low, high, shift, scale (doubles); 2 category: varint code; 3 missing: nothing; 4 look-up: varint size,
 *       the values, ifUnseen, ifMissing (doubles); 5 logarithm (0.3): least (double); 6 part of a date (0.3): byte part (0 year, 1 epoch
 *       day, 2 quarter, 3 month, 4 day of the month, 5 of the year, 6 of the week, 7 hour, 8 minute; sine and cosine, of 9 and 10
 *       the day, 11 and 12 the week, 13 and 14 the year), ifMissing (double); 7 logarithm of the odds (0.3): least (double); then the
 *       form. <br>
 *       7 scatter: varint outputs, varint number of places, the places (varints), the form. <br>
 *       8 stacked (0.2): byte 1 if the row is passed through, else 0; varint number of members, the members, the meta form.
 *       <br>
 *       9 routed (0.2): the nodes of the route as in kind 10, all numbers doubles; varint number of members, the members. <br>
 *       10 trees (0.2): varint inputs, byte sum, varint outputs, the base (doubles), varint number
 *       of trees, byte how thresholds are written (0 doubles, 1 floats, 2 floats t that stand for the largest double below t
 *       as {@link io.mlcd.core.form.Thresholds#below(float)} has it), byte how leaves are (0 doubles, 1 floats); each tree is
 *       varint {@code 1 + the output} or 0 if it gives all, its weight (double), its nodes in pre-order, each a varint: 0 is a
 *       leaf and is followed by its values, {@code 1 + 4 x feature + (2 if a category) + (1 if missing values go left)} a split
 *       and is followed by its threshold or its set: byte 1 if it is all but the codes listed, else 0; varint number of codes,
 *       the first code, then for each the number of codes left out before it (varints). The shortest exact way is used. <br>
 *       11 opaque (0.3): varint inputs, varint outputs, varint length of the name of a codec, the name (1 to 100 of a to z, 0 to
 *       9 and the hyphen), varint length of what the codec reads, these bytes. <br>
 *       12 median (0.3): varint number of members, their weights (doubles), the members. <br>
 *       13 packed trees (1.0): varint length, then so many bytes as the next part says. Trees are written so, unless some give all
 *       scores and some give one, or they would be larger than so few bytes may hold; if all of an artifact together would be, none
 *       are. Those are written as kind 10. <br>
 *       14 packed linear (1.0): varint outputs, varint inputs, byte how weights are (0 doubles, 1 floats), varint number of distinct
 *       ones, these, ascending, -0 before 0; for each output for each of its weights its number among them (bits, as below), then all
 *       biases (doubles). Linear forms are written so where that is shorter, and under the same conditions as trees. <br>
 *       A varint is 7 bits a byte, the lowest first, the high bit set on all but the last, at most 5 bytes, no needless
 *       ones. A double is its 8 IEEE bytes; every {@code NaN} is {@code 7FF8000000000000}.
 *   <li>{@code GOLD}, required: golden records: varint rows (at most 256), for each row its inputs, then for each row
 *       its scores (doubles). The rows are synthetic, missing and unseen values among them; a load scores them and refuses a model
 *       that does not answer with the same bits.
 *   <li>{@code CERT}, not required: the {@linkplain io.mlcd.core.certificate.Certificate certificate} of a compressed model, JSON in
 *       UTF-8: {@code form}, the SHA-256 of section {@code FORM} in lower-case hexadecimal, and {@code compared}, that of the model before
 *       rounding; {@code bytes} before; {@code stages},
 *       each with {@code method}, {@code effect} ({@code exact}, {@code exact_outside_intervals}, {@code proved} with
 *       {@code bounds}, or {@code measured}) and {@code bytes}; and, if anything was measured, {@code measured} with {@code rows}, {@code variants},
 *       {@code agreement}, {@code low}, {@code high}, {@code change}, {@code measure}, {@code before} and {@code after}. Numbers
 *       that are no counts are texts as {@link Double#toHexString} writes them. An artifact whose certificate is of another form is
 *       refused.
 * </ul>
 *
 * <h2>Packed trees</h2>
 *
 * <p>They are read in place: nothing needs to be unpacked to score a row. "Bits" are numbers of a width, the highest bit first,
 * one after the other, filled up with zeros to whole bytes; the width that tells n values apart is the number of bits of n - 1.
 * First comes a head of varints:
 *
 * <ol>
 *   <li>inputs; sum (0 total, 1 mean, 2 running mean); outputs; 1 if there is a base, else 0, and the base (doubles).
 *   <li>the number of trees; the number of distinct trees; 1 if there are weights, else 0, and a weight (double) for each tree; which
 *       scores trees give: 0 each gives all, 1 tree t gives score t modulo outputs, 2 a list: its length, then the score of each.
 *   <li>the number of splits of all distinct trees.
 *   <li>the distinct tests of numbers: how thresholds are written (0 doubles, 1 floats, 2 floats t that stand for the largest double
 *       below t); the number of inputs tested, and for each, ascending: the inputs left out before it, the number of its tests, m + 3 w,
 *       and, if w is not 0, the number of its buckets and a number z. m says where they send a missing value (0 right, 1 left, 2 a bit for each test
 *       says), w how its thresholds are written: 0 as they are, else in buckets, with w - 1 lowest bits, at most
 *       {@value io.mlcd.core.packed.PackedTests#MOST_LOW}.
 *   <li>the distinct tests of categories: the number of inputs tested, and for each, ascending: the inputs left out before it, the
 *       number of its tests, the number of codes c that any of them lists or lies below one, 0 for a table or 1 for lists, and for
 *       lists the length of them all in bytes.
 *   <li>leaves: 1 if distinct ones are written once, else 0; how values are written (0 plain, 1 table, 2 split); 1 if as floats, 0 as
 *       doubles; the number of distinct leaves if they are written once; for split the number of highest bits; for table and
 *       split the number of entries.
 * </ol>
 *
 * <p>Then come, without gaps:
 *
 * <ol>
 *   <li>the thresholds, of each input ascending, of equal ones that which sends a missing value right first: as they are; or in
 *       buckets: the first as it is, then for each bucket a one for each of its thresholds and a zero (bits), then the lowest bits of each
 *       (bits). They are cut from what the key of a threshold is above that of the first, without z zero bits at its end; the rest of
 *       it is the number of the bucket. A
 *       key is the threshold's bits as a number with a sign, all but the sign turned round if it is negative.
 *   <li>for all inputs whose m is 2 a bit for each test: 1 if it sends a missing value left.
 *   <li>for each input with sets, which are distinct and ascend (sets of codes before sets of all but some; then those that send a
 *       missing value right before others; then by the first code listed that differs, the shorter first), a table: for each code from 0 to c - 1, an unseen and a missing one, a bit for each test: 1 if it goes
 *       left; or lists: for each test varint 4 x length + (2 if missing values go left) + (1 if it is all but the codes listed), and
 *       the codes, each as the number of codes left out before it.
 *   <li>if some trees are equal: for each tree the number of the distinct one (bits).
 *   <li>the shape: for each node, tree by tree, by depth and from left to right, a bit: 1 for a split. So the children of the split
 *       that has r splits before it, in tree d, are nodes 2r + d + 1 and 2r + d + 2.
 *   <li>for each split in that order the number of its test (bits); tests are counted through, those of numbers first.
 *   <li>if distinct leaves are written once: for each leaf in that order its number (bits).
 *   <li>the values, leaf by leaf: plain as floats or doubles; or the entries (floats or doubles, ascending by their bits as unsigned
 *       numbers), then for each value the number of its entry (bits); or the entries, which are the highest bits of values
 *       (bits), for each value the number of its entry, then for each value the rest of its bits.
 *   <li>{@value io.mlcd.core.packed.Bits#ROOM} zero bytes, so that eight can be read at once anywhere.
 * </ol>
 *
 * <p>The writer takes the ways that need the fewest bits, so equal trees have equal bytes. There are no more distinct tests than
 * splits; base and weights are finite, and a mean keeps to what {@link io.mlcd.core.form.Trees.Builder#build} asks for.
 *
 * <h2>Later</h2>
 *
 * <p>Later versions may add {@code WARM} (rows to warm up with), {@code PROF} (reference profile) and {@code CARD} (model card) as
 * sections that are not required. An artifact of version 1.0 or later is readable for ever, and so is one of 0.1 to 0.3.
 *
 * <h2>Reading is bounded</h2>
 *
 * <p>Every count is checked against the bytes that are left before anything is made for it; forms nest at most
 * {@value io.mlcd.core.artifact.FormCodec#MAX_DEPTH} deep. A form may ask for 2^16 numbers of working memory for a row and
 * 4 more for each byte of the artifact, and all forms together may have 2^26 inputs and outputs and 256 more for each byte.
 *
 * <p>Packed trees may be larger than their bytes, since what is equal is stored once. All those of a {@code FORM} together, each
 * counted as often as it is used, may be 2^14 trees and one more for each two bytes of the section, 2^17 nodes and 2 more for each
 * byte, and 2^18 values of leaves, with their outputs and the weights of packed linear forms, and 8 more for each byte. Distinct leaves of more than one
 * value that are stored once count once, and once more for each 2^17 splits, unless there are weights or each leaf for itself counts
 * less: so a forest with nearly pure leaves may have very many classes.
 *
 * <p>So reading takes at most 192 bytes of heap for each byte of the artifact and 64 MB (128 if no trees are packed), and so does scoring
 * for each thread that scores at a time. Whatever the load, the same bytes are read or refused. What a {@link io.mlcd.core.artifact.Codec} takes that the host handed in is its own matter; without one,
 * opaque forms are refused. There is no Java deserialisation and no reflection. A reader gives a model or an
 * {@link io.mlcd.api.ArtifactException} that names the place.
 */
@NullMarked
package io.mlcd.core.artifact;

import org.jspecify.annotations.NullMarked;
