package io.mlcd.ensemble.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    private static final Csv STANDARD = Csv.standard();

    @Nested
    class Spec {
        @Test
        void withers_anyOrder_equalSpecs() {
            Csv one = STANDARD.separator(';').number("a", "b").missing("", "NA").category("c");
            Csv other = STANDARD.category("c")
                    .missing("NA", "")
                    .number("b")
                    .number("a")
                    .separator(';');

            assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString(other.toString());
        }

        @Test
        void equalsAndHashCode_areByValue() {
            EqualsVerifier.forClass(Csv.class).suppress(Warning.NULL_FIELDS).verify();
        }

        @Test
        void withers_changeNothingInTheSpecTheyAreCalledOn() {
            Csv base = STANDARD.separator(';');
            Csv more = base.number("a");

            assertThat(base).isNotEqualTo(more).isEqualTo(Csv.standard().separator(';'));
        }

        @Test
        void toString_isTheCallsThatMakeIt() {
            assertThat(STANDARD).hasToString("Csv.standard()");
            assertThat(STANDARD.time("t")
                            .separator('\t')
                            .number("n")
                            .missing("", "NA")
                            .charset(StandardCharsets.UTF_16))
                    .hasToString("Csv.standard().separator('\\t').charset(UTF-16).missing(\"\", \"NA\")"
                            + ".number(\"n\").time(\"t\")");
        }

        @Test
        void declaringOneColumnTwice_differently_isRefusedAtOnce() {
            Csv spec = STANDARD.number("zip").number("zip");

            assertThatThrownBy(() -> spec.category("zip"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("column \"zip\" was declared a number before and a category now; declare it once");
        }

        @ParameterizedTest
        @ValueSource(chars = {'"', '\n', '\r'})
        void separator_thatCannotBeOne_isRefused(char character) {
            assertThatThrownBy(() -> STANDARD.separator(character))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be no double quote and no line break; give for example ',', ';'");
        }
    }

    @Nested
    class Lines {
        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n", "\r"})
        void lineEnds_ofEveryKind_endLines(String end) {
            Table table = read("a,b" + end + "1,x" + end + "2,y" + end);

            assertThat(table)
                    .isEqualTo(Table.of(Column.ofNumbers("a", 1, 2), Column.ofCategories("b", List.of("x", "y"))));
        }

        @Test
        void lastLine_needsNoEnd() {
            assertThat(read("a\n1\n2").rows()).isEqualTo(2);
        }

        @Test
        void quotedFields_holdSeparatorsQuotesAndLineBreaks() {
            Table table = read("\"a,1\",b\n\"x, y\",\"say \"\"hi\"\"\"\n\"line\r\nbreak\",\"\n\"\n");

            assertThat(table.names()).containsExactly("a,1", "b");
            assertThat(texts(table.column("a,1"))).containsExactly("x, y", "line\r\nbreak");
            assertThat(texts(table.column("b"))).containsExactly("say \"hi\"", "\n");
        }

        @Test
        void quoteInsideAnUnquotedField_isText() {
            assertThat(texts(read("a\n5\" nail\n").column("a"))).containsExactly("5\" nail");
        }

        @Test
        void emptyLines_areSkipped_alsoBeforeTheHeader() {
            assertThat(read("\n\na,b\n\n1,2\n\n\n3,4\n\n")).isEqualTo(read("a,b\n1,2\n3,4\n"));
        }

        @Test
        void emptyLines_areSkippedInOneColumnToo_whereQuotesMakeAMissingCell() {
            assertThat(read("a\n1\n\n\"\"\n3\n").column("a")).isEqualTo(Column.ofNumbers("a", 1, Double.NaN, 3));
        }

        @Test
        void headerOnly_isATableOfNoRows() {
            Table table = STANDARD.category("b").time("c").read(text("a,b,c\n"));

            assertThat(table)
                    .isEqualTo(
                            Table.of(Column.ofNumbers("a"), Column.ofCategories("b", List.of()), Column.ofTimes("c")));
        }

        @Test
        void separator_canBeAnother() {
            assertThat(STANDARD.separator(';').read(text("a;b\n1;x,y\n")))
                    .isEqualTo(Table.of(Column.ofNumbers("a", 1), Column.ofCategories("b", List.of("x,y"))));
            assertThat(STANDARD.separator('\t').read(text("a\tb\n1\t2\n")).names())
                    .containsExactly("a", "b");
        }

        @Test
        void blanksOfTextsAndNames_areKept() {
            Table table = read("a, b\n x,y \n");

            assertThat(table.names()).containsExactly("a", " b");
            assertThat(texts(table.column("a"))).containsExactly(" x");
            assertThat(texts(table.column(" b"))).containsExactly("y ");
        }

        @Test
        void fieldsAcrossBuffers_stayWhole() {
            StringBuilder lines = new StringBuilder("a,b\n");
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                expected.add("text " + "x".repeat(i % 97) + i);
                lines.append(i).append(",\"").append(expected.get(i)).append("\"\n");
            }

            assertThat(texts(read(lines.toString()).column("b"))).isEqualTo(expected);
        }
    }

    @Nested
    class Types {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "1|2.5|-3e2|NUMBER",
                    "1||NaN|NUMBER",
                    "NaN|nan||NUMBER",
                    "| 5|6 |NUMBER",
                    "+1|.5|5.|NUMBER",
                    "0|-0|0.5|NUMBER",
                    "1|2|00123|CATEGORY",
                    "00123|1|2|CATEGORY",
                    "1|2|1d|CATEGORY",
                    "1|2|0x10|CATEGORY",
                    "1|2|12345678901234567890|CATEGORY",
                    "1|x|2|CATEGORY",
                    "NaN|x||CATEGORY",
                    "true|false|true|CATEGORY",
                    "1|2|2011-12-31|CATEGORY",
                    "2011-12-31|2|1|CATEGORY",
                    "2011-12-31|NaN||CATEGORY",
                    "2011-12-31|2011-02-30||CATEGORY",
                    "2011-12-31||2011-12-31 23:59:59|TIME",
                    "|2011-12-31T23:59Z|2011-12-31T23:59:59.5+01:00|TIME",
                    "|||NUMBER",
                })
        void undeclaredColumn_hasTheTypeOfAllItsCells(String first, String second, String third, Column.Type type) {
            Table table = read("c,x\n" + cell(first) + ",x\n" + cell(second) + ",x\n" + cell(third) + ",x\n");

            assertThat(table.column("c").type()).isEqualTo(type);
            assertThat(table.rows()).isEqualTo(3);
        }

        private String cell(String text) {
            return text == null ? "" : text;
        }

        @Test
        void groupedNumber_isText() {
            assertThat(texts(read("a\n\"1,234\"\n").column("a"))).containsExactly("1,234");
        }

        @Test
        void quotedNumber_isANumber() {
            assertThat(read("a\n\"1\"\n\"2\"\n").column("a")).isEqualTo(Column.ofNumbers("a", 1, 2));
        }

        @Test
        void textAfterNumbers_keepsTheTextsOfTheNumbers() {
            Table table = read("a,b,c,d\n1.50,x,2011-12-31,7\n,y,,8\nNaN,z,1e3,9\nlast,,2,10\n");

            assertThat(texts(table.column("a"))).containsExactly("1.50", null, "NaN", "last");
            assertThat(texts(table.column("b"))).containsExactly("x", "y", "z", null);
            assertThat(texts(table.column("c"))).containsExactly("2011-12-31", null, "1e3", "2");
            assertThat(table.column("d")).isEqualTo(Column.ofNumbers("d", 7, 8, 9, 10));
        }

        @Test
        void textInTheVeryLastLine_stillDecides() {
            StringBuilder lines = new StringBuilder("a\n");
            for (int i = 0; i < 10_000; i++) {
                lines.append(i).append(".0\n");
            }
            Column column = read(lines + "none\n").column("a");

            assertThat(column.type()).isEqualTo(Column.Type.CATEGORY);
            assertThat(column.text(9_999)).isEqualTo("9999.0");
            assertThat(column.text(10_000)).isEqualTo("none");
        }

        @Test
        void times_areInUtcUnlessTheySayOtherwise() {
            Column column = read("t\n2011-12-31\n2011-12-31 01:00\n2011-12-31T01:00:00+01:00\n")
                    .column("t");

            assertThat(column.value(0)).isEqualTo(Instant.parse("2011-12-31T00:00:00Z"));
            assertThat(column.value(1)).isEqualTo(Instant.parse("2011-12-31T01:00:00Z"));
            assertThat(column.value(2)).isEqualTo(Instant.parse("2011-12-31T00:00:00Z"));
        }

        @Test
        void declaredCategory_isNotGuessed() {
            Column column = STANDARD.category("zip")
                    .read(text("zip\n1\n01\n1.0\nNaN\n\n"))
                    .column("zip");

            assertThat(texts(column)).containsExactly("1", "01", "1.0", "NaN");
        }

        @Test
        void declaredNumber_mayLookLikeACode() {
            Column column = STANDARD.number("id")
                    .read(text("id\n007\n12345678901234567890\nNaN\n"))
                    .column("id");

            assertThat(column).isEqualTo(Column.ofNumbers("id", 7, 1.2345678901234567e19, Double.NaN));
        }

        @Test
        void declaredTypes_holdWithoutAnyValue() {
            Table table = STANDARD.category("a").time("b").number("c").read(text("a,b,c,d\n,,,\n"));

            assertThat(table.columns())
                    .extracting(Column::type)
                    .containsExactly(Column.Type.CATEGORY, Column.Type.TIME, Column.Type.NUMBER, Column.Type.NUMBER);
            assertThat(table.columns()).allMatch(column -> column.isMissing(0));
        }
    }

    @Nested
    class Missing {
        @Test
        void emptyCell_isMissing_quotedOrNot() {
            Table table = read("a,b\n,x\n\"\",\"\"\n1,\n");

            assertThat(table.column("a")).isEqualTo(Column.ofNumbers("a", Double.NaN, Double.NaN, 1));
            assertThat(texts(table.column("b"))).containsExactly("x", null, null);
        }

        @Test
        void markers_takeThePlaceOfTheEmptyCell() {
            Csv spec = STANDARD.missing("?", "NA");

            assertThat(spec.read(text("a,b\n?,x\n1,\n\"NA\",?\n")))
                    .isEqualTo(Table.of(
                            Column.ofNumbers("a", Double.NaN, 1, Double.NaN),
                            Column.ofCategories("b", Arrays.asList("x", "", null))));
        }

        @Test
        void noMarker_makesTheEmptyCellAText() {
            assertThat(texts(STANDARD.missing().read(text("a,b\n,1\nx,2\n")).column("a")))
                    .containsExactly("", "x");
        }

        @Test
        void blankCell_isAText_unlessDeclaredMissing() {
            assertThat(read("a,b\n 1,1\n ,2\n").column("a").type()).isEqualTo(Column.Type.CATEGORY);
            assertThat(STANDARD.missing("", " ").read(text("a,b\n 1,1\n ,2\n")).column("a"))
                    .isEqualTo(Column.ofNumbers("a", 1, Double.NaN));
        }
    }

    @Nested
    class Sources {
        @TempDir
        private Path folder;

        @Test
        void file_plainAndGzipped_giveTheSameTable() throws IOException {
            byte[] bytes = "a,b\n1,x\ny,2\n".getBytes(StandardCharsets.UTF_8);
            Path plain = Files.write(folder.resolve("plain.csv"), bytes);
            Path gzipped = Files.write(folder.resolve("gzipped.csv.gz"), gzip(bytes));

            assertThat(STANDARD.read(gzipped)).isEqualTo(STANDARD.read(plain)).isEqualTo(read("a,b\n1,x\ny,2\n"));
        }

        @Test
        void stream_plainAndGzipped_isReadToTheEndAndNotClosed() throws IOException {
            boolean[] closed = {false};
            byte[] bytes = "a\n1\nx\n".getBytes(StandardCharsets.UTF_8);
            InputStream stream = new ByteArrayInputStream(bytes) {
                @Override
                public void close() {
                    closed[0] = true;
                }
            };

            assertThat(texts(STANDARD.read(stream).column("a"))).containsExactly("1", "x");
            assertThat(closed[0]).isFalse();
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(STANDARD.read(new ByteArrayInputStream(gzip(bytes)))).isEqualTo(read("a\n1\nx\n"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
        void byteOrderMark_isNoPartOfTheFirstName_andTellsTheCharset(String charset) {
            byte[] bytes = "\uFEFFgröße,b\n1,ü\n".getBytes(Charset.forName(charset));

            Table table = STANDARD.read(new ByteArrayInputStream(bytes));

            assertThat(table.names()).containsExactly("größe", "b");
            assertThat(texts(table.column("b"))).containsExactly("ü");
        }

        @Test
        void byteOrderMark_inText_isSkipped() {
            assertThat(read("\uFEFFa\n1\n").names()).containsExactly("a");
        }

        @Test
        void charset_canBeAnother() {
            byte[] bytes = "a\nCafé\n".getBytes(StandardCharsets.ISO_8859_1);

            Table table = STANDARD.charset(StandardCharsets.ISO_8859_1).read(new ByteArrayInputStream(bytes));

            assertThat(texts(table.column("a"))).containsExactly("Café");
        }

        @Test
        void bytesOfAnotherCharset_areRefusedWithTheirLineAndTheRemedy() throws IOException {
            Path file =
                    Files.write(folder.resolve("cafe.csv"), "a,b\n1,x\n2,Café\n".getBytes(StandardCharsets.ISO_8859_1));

            assertThat(refusal(STANDARD, file))
                    .isEqualTo(file + " line 3: the byte 0xE9 is not allowed here in UTF-8; name the charset that the"
                            + " text was written in, for example charset(StandardCharsets.ISO_8859_1)");
        }

        @Test
        void textThatEndsInsideACharacter_isRefused() {
            byte[] bytes = Arrays.copyOf("a\nü".getBytes(StandardCharsets.UTF_8), 3);

            assertThatThrownBy(() -> STANDARD.read(new ByteArrayInputStream(bytes)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith("CSV line 2: the byte 0xC3 is not allowed here in UTF-8");
        }

        @Test
        void malformedBytesFarIntoTheText_areFoundInTheirLine() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes("a\n".getBytes(StandardCharsets.UTF_8));
            for (int line = 2; line < 54_321; line++) {
                bytes.writeBytes("ein Größenwert\n".getBytes(StandardCharsets.UTF_8));
            }
            bytes.write(0xFF);

            assertThatThrownBy(() -> STANDARD.read(new ByteArrayInputStream(bytes.toByteArray())))
                    .hasMessageStartingWith("CSV line 54321: the byte 0xFF");
        }

        @Test
        void missingFile_isRefusedByName() {
            Path file = folder.resolve("nowhere.csv");

            assertThat(refusal(STANDARD, file)).isEqualTo(file + ": there is no such file");
        }

        @Test
        void folder_isRefused() {
            assertThat(refusal(STANDARD, folder)).startsWith(folder + ": cannot be read: ");
        }

        @Test
        void truncatedGzip_isRefused() throws IOException {
            byte[] whole = gzip("a,b\n1,2\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
            Path file = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length - 12));

            assertThat(refusal(STANDARD, file)).contains("the gzip data are damaged or end too early", "copy the file");
        }

        @Test
        void brokenStream_isRefusedWithItsCause() {
            InputStream broken = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("unplugged");
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    return read();
                }
            };

            assertThatThrownBy(() -> STANDARD.read(broken))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("CSV: cannot be read: java.io.IOException: unplugged")
                    .hasRootCauseMessage("unplugged");
        }

        @Test
        void brokenReader_isRefusedWithItsCause() {
            Reader broken = new Reader() {
                @Override
                public int read(char[] buffer, int offset, int length) throws IOException {
                    throw new IOException("unplugged");
                }

                @Override
                public void close() {}
            };

            assertThatThrownBy(() -> STANDARD.read(broken))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("CSV: cannot be read: java.io.IOException: unplugged");
        }
    }

    @Nested
    class Refusals {
        @Test
        void cellThatDoesNotFitItsDeclaredType_isNamedWithFileLineColumnTextAndRemedy(@TempDir Path folder)
                throws IOException {
            Path file = Files.writeString(folder.resolve("telco.csv"), "id,TotalCharges\n1,29.85\n2, \n");

            assertThat(refusal(STANDARD.number("TotalCharges"), file))
                    .isEqualTo(file + " line 3: column \"TotalCharges\" was declared a number but holds \" \"; declare"
                            + " \" \" missing with missing(\"\", \" \") or leave the column undeclared");
        }

        @Test
        void cellsWithTheSameText_areToldOnceWithTheirFirstLines() {
            assertThat(refusal(STANDARD.number("a"), "a,b\n" + "?,1\n".repeat(9) + "1,1\n"))
                    .startsWith(
                            "CSV lines 2, 3, 4, 5, 6 and 4 more: column \"a\" was declared a number but holds \"?\"");
        }

        @Test
        void lineNumbers_countTheLinesInsideQuotes() {
            assertThat(refusal(STANDARD.number("b"), "a,b\n\"x\ny\nz\",1\n\n\"x\",y\n"))
                    .startsWith("CSV line 6: ");
        }

        @Test
        void declaredTime_isRefusedWithTheFormToWrite() {
            assertThat(refusal(STANDARD.time("d"), "d\n2011-12-31\n31.12.2011\n"))
                    .isEqualTo("CSV line 3: column \"d\" was declared a time but holds \"31.12.2011\"; write times as"
                            + " 2011-12-31 or 2011-12-31T23:59:59+01:00, declare \"31.12.2011\" missing with"
                            + " missing(\"\", \"31.12.2011\") or leave the column undeclared");
        }

        @Test
        void infinityAmongNumbers_isRefused() {
            assertThat(refusal(STANDARD, "a\n1\ninf\n2\n-1e999\ninf\n").split("\n"))
                    .containsExactly(
                            "CSV line 3: column \"a\" holds numbers, but \"inf\" is not finite; declare \"inf\" missing"
                                    + " with missing(\"\", \"inf\") or declare the column a category",
                            "CSV line 5: column \"a\" holds numbers, but \"-1e999\" is not finite; declare \"-1e999\""
                                    + " missing with missing(\"\", \"-1e999\") or declare the column a category");
            assertThat(refusal(STANDARD.number("a"), "a\nInfinity\n")).contains("\"Infinity\" is not finite");
        }

        @Test
        void infinityAmongTexts_isAText() {
            assertThat(texts(read("a\ninf\n1\nsup\n").column("a"))).containsExactly("inf", "1", "sup");
        }

        @Test
        void raggedLines_areRefusedByNumberWithBothCounts() {
            assertThat(refusal(STANDARD, "a,b,c\n1,2,3\n1,2\n1,2,3\n1,2,3,4\n7\n")
                            .split("\n"))
                    .containsExactly(
                            "CSV line 3: 2 fields, but the header has 3; put a text with the separator or a line break"
                                    + " in it in double quotes",
                            "CSV line 5: 4 fields, but the header has 3; put a text with the separator or a line break"
                                    + " in it in double quotes",
                            "CSV line 6: 1 field, but the header has 3; put a text with the separator or a line break"
                                    + " in it in double quotes");
        }

        @Test
        void wrongSeparator_isGuessedInTheMessage() {
            assertThat(refusal(STANDARD, "a;b\n1,5;2\n"))
                    .endsWith("; if the fields are separated by ';', say so with separator(...)");
            assertThat(refusal(STANDARD.number("a"), "a\tb\n1\t2\n"))
                    .endsWith("; if the fields are separated by '\\t', say so with separator(...)");
        }

        @Test
        void namesThatAreEmptyOrTwice_areRefusedWithTheirPositions() {
            assertThat(refusal(STANDARD, "a,,a,b, ,b\n").split("\n"))
                    .containsExactly(
                            "CSV line 1: column 2 of the header has no name; give it one",
                            "CSV line 1: columns 1 and 3 of the header are both named \"a\"; rename one",
                            "CSV line 1: column 5 of the header has no name; give it one",
                            "CSV line 1: columns 4 and 6 of the header are both named \"b\"; rename one");
        }

        @Test
        void declaredColumnThatDoesNotExist_isRefusedNamingThoseThatDo() {
            assertThat(refusal(STANDARD.number("Age"), "age,name\n1,x\n"))
                    .isEqualTo("CSV: column \"Age\" was declared a number but there is none of that name; the columns"
                            + " are [age, name]");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "\n", "\r\n\r\n", "\uFEFF"})
        void textWithoutAnyLine_isRefused(String text) {
            assertThat(refusal(STANDARD, text))
                    .isEqualTo("CSV: there is no line in it; the first must name the columns");
        }

        @Test
        void quotesThatAreNeverClosed_areRefusedWithTheLineWhereTheirRecordBegins() {
            assertThat(refusal(STANDARD, "a,b\n1,x\n2,\"y\n3,z\n"))
                    .isEqualTo("CSV line 3: malformed quotes: Unclosed quoted field at end of input; close each quoted"
                            + " text right before a separator or line end, and write a quote inside it twice");
        }

        @Test
        void textAfterClosingQuotes_isRefused() {
            assertThat(refusal(STANDARD, "a,b\n1,\"x\"y\n"))
                    .startsWith("CSV line 2: malformed quotes: Unexpected character after closing quote: 'y'");
        }

        @Test
        void quotesOfTheHeader_areRefusedToo() {
            assertThat(refusal(STANDARD, "\"a,b\n1,2\n")).startsWith("CSV line 1: malformed quotes: ");
        }

        @Test
        void allProblems_comeTogether_withTheReason() {
            Csv spec = STANDARD.number("n").time("t").category("nowhere");

            assertThatThrownBy(() -> spec.read(text("n,t\nx,y\n1\n1,\"\n")))
                    .isInstanceOfSatisfying(
                            TrainingException.class,
                            e -> assertThat(e.reason()).isEqualTo(TrainingException.Reason.BAD_SOURCE))
                    .satisfies(e -> assertThat(e.getMessage().split("\n"))
                            .hasSize(5)
                            .satisfiesExactly(
                                    line -> assertThat(line).contains("\"nowhere\" was declared a category"),
                                    line -> assertThat(line).startsWith("CSV line 2: column \"n\""),
                                    line -> assertThat(line).startsWith("CSV line 2: column \"t\""),
                                    line -> assertThat(line).startsWith("CSV line 3: 1 field, but the header has 2"),
                                    line -> assertThat(line).startsWith("CSV line 4: malformed quotes")));
        }

        @Test
        void manyTextsInOneColumn_doNotHideTheOtherProblems() {
            StringBuilder lines = new StringBuilder("a,b\n");
            for (int i = 0; i < 1000; i++) {
                lines.append("text ").append(i).append(",1\n");
            }
            String[] message =
                    refusal(STANDARD.number("a").number("b"), lines + "1,x\n").split("\n");

            assertThat(message).hasSize(5);
            assertThat(message[3]).startsWith("CSV line 1002: column \"b\"");
            assertThat(message[4]).isEqualTo("and 997 more problems");
        }

        @Test
        void moreThanTenProblems_areCounted() {
            StringBuilder lines = new StringBuilder("a,b,c\n");
            for (int fields = 4; fields < 16; fields++) {
                lines.append(",".repeat(fields - 1)).append('\n');
            }
            String[] message = refusal(STANDARD, lines.toString()).split("\n");

            assertThat(message).hasSize(11);
            assertThat(message[10]).isEqualTo("and 2 more problems");
        }

        @Test
        void longTextsAndLineBreaks_areShownShort() {
            String text = "x\n" + "y".repeat(100);

            assertThat(refusal(STANDARD.number("a"), "a\n\"" + text + "\"\n"))
                    .contains("holds \"x\\n" + "y".repeat(58) + "...\"")
                    .doesNotContain("y".repeat(59));
        }
    }

    private static Table read(String text) {
        return STANDARD.read(text(text));
    }

    private static Reader text(String text) {
        return new StringReader(text);
    }

    private static String refusal(Csv spec, String text) {
        try {
            throw new AssertionError("was read: " + spec.read(text(text)));
        } catch (TrainingException e) {
            return e.getMessage();
        }
    }

    private static String refusal(Csv spec, Path file) {
        try {
            throw new AssertionError("was read: " + spec.read(file));
        } catch (TrainingException e) {
            return e.getMessage();
        }
    }

    private static List<String> texts(Column column) {
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < column.size(); row++) {
            texts.add(column.text(row));
        }
        return texts;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }
}
