package io.mlcd.benchmarks.sealing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program {@code openssl}, if it is here. */
final class OpenSsl {
    static final String COMMAND = "openssl speed -evp aes-256-gcm -bytes 16384";

    private static final Pattern SPEED = Pattern.compile("(?im)^aes-256-gcm\\s+([0-9.]+)k\\s*$");

    private final String version;

    private OpenSsl(String version) {
        this.version = version;
    }

    static OpenSsl find() throws InterruptedException {
        return new OpenSsl(
                run(List.of("openssl", "version")).lines().findFirst().orElse(""));
    }

    boolean isHere() {
        return !version.isEmpty();
    }

    String version() {
        return version;
    }

    /** The 10^6 bytes that it encrypts in a second; {@code NaN} if it is not here. */
    double megabytesPerSecond(int seconds) throws InterruptedException {
        return isHere()
                ? speed(run(Stream.concat(
                                Stream.of(COMMAND.split(" ", -1)), Stream.of("-seconds", Integer.toString(seconds)))
                        .toList()))
                : Double.NaN;
    }

    /** What it says, in 1000s of bytes; {@code NaN} if it says nothing of the kind. */
    static double speed(String output) {
        Matcher matcher = SPEED.matcher(output);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) / 1000 : Double.NaN;
    }

    private static String run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output : "";
        } catch (IOException e) {
            return ""; // it is not here
        }
    }
}
