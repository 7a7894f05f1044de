package io.mlcd.ensemble.source;

import io.mlcd.api.TrainingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one source, for one message. What is the same in several lines is told once, with the first of
 * them; and no single column may fill the list, so that the others are told as well.
 */
final class Problems {
    /** The place of a problem that is not one of a column. */
    static final int NO_COLUMN = -1;

    private static final int MAX_LISTED = 10;
    private static final int MAX_LISTED_PER_COLUMN = 3;
    private static final int MAX_LINES_NAMED = 5;

    private final String source;
    private final Map<String, Problem> listed = new LinkedHashMap<>();
    private final Map<Integer, Integer> listedPerColumn = new LinkedHashMap<>();
    private long unlisted;
    private @Nullable Exception cause;

    Problems(String source) {
        this.source = source;
    }

    /** A problem of the source as a whole. */
    void add(String message) {
        add(NO_COLUMN, 0, message, "");
    }

    /** A problem in a line, counted from 1. */
    void add(int column, long line, String what, String remedy) {
        Problem known = listed.get(column + " " + what);
        if (known != null) {
            known.add(line);
            return;
        }
        int ofColumn = listedPerColumn.getOrDefault(column, 0);
        if (listed.size() == MAX_LISTED || (column != NO_COLUMN && ofColumn == MAX_LISTED_PER_COLUMN)) {
            unlisted++;
            return;
        }
        listedPerColumn.put(column, ofColumn + 1);
        Problem problem = new Problem(what + (remedy.isEmpty() ? "" : "; " + remedy));
        problem.add(line);
        listed.put(column + " " + what, problem);
    }

    /** What hindered the reading as such. */
    void add(IOException e) {
        cause = e;
        if (e instanceof NoSuchFileException) {
            add("there is no such file");
        } else if (e instanceof EOFException || e instanceof ZipException) {
            add("the gzip data are damaged or end too early (" + e.getMessage() + "); copy the file again");
        } else {
            add("cannot be read: " + e);
        }
    }

    /** The cause of what is added besides. */
    void causedBy(Exception e) {
        cause = e;
    }

    boolean none() {
        return listed.isEmpty();
    }

    TrainingException toException() {
        StringJoiner message = new StringJoiner("\n");
        for (Problem problem : listed.values()) {
            message.add(source + problem);
        }
        if (unlisted > 0) {
            message.add("and " + unlisted + " more " + (unlisted == 1 ? "problem" : "problems"));
        }
        return new TrainingException(TrainingException.Reason.BAD_SOURCE, message.toString(), cause);
    }

    private static final class Problem {
        private final String message;
        private final List<Long> firstLines = new ArrayList<>();
        private long count;

        Problem(String message) {
            this.message = message;
        }

        void add(long line) {
            count++;
            if (line > 0 && firstLines.size() < MAX_LINES_NAMED) {
                firstLines.add(line);
            }
        }

        @Override
        public String toString() {
            if (firstLines.isEmpty()) {
                return ": " + message;
            }
            StringJoiner lines = new StringJoiner(", ");
            firstLines.forEach(line -> lines.add(line.toString()));
            long unnamed = count - firstLines.size();
            return (count == 1 ? " line " : " lines ") + lines + (unnamed > 0 ? " and " + unnamed + " more" : "") + ": "
                    + message;
        }
    }
}
