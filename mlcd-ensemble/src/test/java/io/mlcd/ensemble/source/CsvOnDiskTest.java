package io.mlcd.ensemble.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.DataSets;
import io.mlcd.ensemble.OtherJvm;
import io.mlcd.ensemble.SharedData;
import io.mlcd.ensemble.disk.DiskFolder;
import io.mlcd.ensemble.disk.DiskValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvOnDiskTest {
    @TempDir
    private Path temp;

    private Path disk() {
        return temp.resolve("disk");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(temp.resolve("rows.csv"), text);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(disk())) {
            return files.toList();
        }
    }

    /** Numbers, times and categories, missing cells first, a column that turns out to hold texts, quotes, no rows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b,c\n1,x,2011-12-31\n,y,\n-0.0,,2012-01-01 10:00\nNaN,x,\n",
                "a,b\n,\n,\n1,q\n2,\"p, \"\"q\"\"\"\nthree,p\n",
                "a,b\n2011-12-31,1\n2011-12-32,2\n00012,3\n",
                "a,b\n",
                "a\n\"\"\n\"\"\n"
            })
    void theTable_isTheOneInMemory(String text) throws IOException {
        Path file = write(text);

        try (DiskTable rows = Csv.standard().onDisk(disk()).read(file)) {
            Table inMemory = Csv.standard().read(file);
            assertThat(rows.table()).isEqualTo(inMemory);
            for (Column column : inMemory.columns()) {
                assertThat(rows.table().column(column.name()).categories()).isEqualTo(column.categories());
            }
            assertThat(rows.toString()).startsWith(inMemory.toString()).contains("\non disk in ");
        }
        assertThat(left()).isEmpty();
    }

    static List<DataSets.DataSet> dataSets() {
        return DataSets.all();
    }

    @ParameterizedTest
    @MethodSource("dataSets")
    void realTables_areThoseInMemory(DataSets.DataSet set) {
        Path file = SharedData.require(set.file());

        try (DiskTable rows = Csv.standard().onDisk(disk()).read(file)) {
            assertThat(rows.table()).isEqualTo(Csv.standard().read(file));
            assertThat(rows.bytes()).isGreaterThan(4L * rows.table().rows());
        }
    }

    /** More values than one buffer of 32 KB, in both readings of a column that changes its type at its end. */
    @Test
    void manyRows_andALateText_areReadTwice() throws IOException {
        StringBuilder text = new StringBuilder("number,late\n");
        for (int row = 0; row < 20_000; row++) {
            text.append(row / 8.0).append(',').append(row % 100).append('\n');
        }
        Path file = write(text + "1,end\n");

        try (DiskTable rows = Csv.standard().onDisk(disk()).read(file)) {
            assertThat(rows.table()).isEqualTo(Csv.standard().read(file));
            assertThat(rows.table().column("late").type()).isEqualTo(Column.Type.CATEGORY);
            assertThat(rows.bytes()).isEqualTo(20_001L * (8 + 4));
        }
    }

    @Test
    void whatCannotBeRead_leavesNothing_andSaysTheSame() throws IOException {
        Path file = write("a,b\n1,2\n3\n");

        assertThatThrownBy(() -> Csv.standard().onDisk(disk()).read(file))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("line 3: 1 field, but the header has 2");
        assertThat(left()).isEmpty();
        assertThatThrownBy(() -> Csv.standard().onDisk(disk()).read(temp.resolve("none.csv")))
                .hasMessageContaining("there is no such file");
    }

    @Test
    void aFolderThatIsAFile_isRefused() throws IOException {
        Path file = write("a\n1\n");

        assertThatThrownBy(() -> Csv.standard().onDisk(file).read(file))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the folder " + file + " cannot hold rows: ")
                .hasMessageContaining("give a folder that this process may write to");
    }

    /** /dev/full gives what a full disk gives. */
    @Test
    void aFullDisk_isSaid_withTheFileAndTheRemedy() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
        DiskValues values = new DiskValues(Path.of("/dev/full"));

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        values.add(1.0);
                    }
                })
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "rows cannot be written in /dev/full: No space left on device; give a folder with more room, and"
                                + " let nobody else change what is in it");
    }

    /** Not a full disk: no folder, no lock and no file stays, and the thread is interrupted as before. */
    @Test
    void anInterrupt_isSaidToBeOne_andKept() throws IOException {
        Path file = write("a\n1\n");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Csv.standard().onDisk(disk()).read(file))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("no folder for rows was made in " + disk()
                            + ": the thread was interrupted, and still is marked so; call Thread.interrupted() before"
                            + " trying again");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(left()).isEmpty();

        try (DiskFolder folder = DiskFolder.in(disk())) {
            DiskValues values = new DiskValues(folder.file("some.values"));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            values.add(1.0);
                        }
                    })
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith("rows were not written in " + folder.file("some.values")
                            + ": the thread was interrupted, and still is marked so");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void whatAKilledProcessLeft_isRemovedByTheNext_andWhatLivesIsKept() throws IOException {
        Files.createDirectories(disk().resolve("mlcd-rows-dead"));
        Files.writeString(disk().resolve("mlcd-rows-dead.lock"), "");
        Files.writeString(disk().resolve("mlcd-rows-dead/column0.values"), "left");
        Files.writeString(disk().resolve("notes.txt"), "the host's own");
        try (DiskFolder living = DiskFolder.in(disk())) {
            Files.writeString(living.file("column0.values"), "alive");

            try (DiskTable rows = Csv.standard().onDisk(disk()).read(write("a\n1\n"))) {
                assertThat(rows.table().rows()).isEqualTo(1);
                assertThat(disk().resolve("mlcd-rows-dead")).doesNotExist();
                assertThat(disk().resolve("mlcd-rows-dead.lock")).doesNotExist();
                assertThat(living.file("column0.values")).hasContent("alive");
            }
        }
        assertThat(left()).containsExactly(disk().resolve("notes.txt"));
    }

    /** Another JVM is killed while it holds a table, and another ends in order; the next run finds the files of the first only. */
    @Test
    void aProcess_removesItsFilesOnExit_butNotWhenItIsKilled() throws Exception {
        Path file = write("a\n1\n2\n");

        run(file, "exit").waitFor();
        assertThat(left()).isEmpty();
        Process killed = run(file, "wait");
        assertThat(killed.inputReader().readLine()).isEqualTo("2 rows");
        killed.destroyForcibly().waitFor();
        assertThat(left()).hasSize(2);

        try (DiskTable rows = Csv.standard().onDisk(disk()).read(file)) {
            assertThat(left()).as("its folder and its lock").hasSize(2);
            assertThat(rows.table().rows()).isEqualTo(2);
        }
        assertThat(left()).isEmpty();
    }

    private Process run(Path file, String end) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                OtherJvm.classPath(),
                Reader.class.getName(),
                file.toString(),
                disk().toString(),
                end));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Reads a table onto the disk and exits, or waits to be killed, without closing it. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) throws InterruptedException {
            DiskTable rows = Csv.standard().onDisk(Path.of(args[1])).read(Path.of(args[0]));
            System.out.println(rows.table().rows() + " rows");
            if (args[2].equals("wait")) {
                Thread.sleep(60_000);
            }
        }
    }
}
