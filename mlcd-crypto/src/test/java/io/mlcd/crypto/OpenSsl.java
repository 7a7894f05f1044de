package io.mlcd.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code openssl} command, in a folder of its own. Tests that use it are skipped where it is absent, but for CI. */
final class OpenSsl {
    private static final String[] OAEP = {
        "-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256", "-keyopt", "rsa_mgf1_md:sha256"
    };

    private final Path folder;

    OpenSsl(Path folder) {
        this.folder = folder;
    }

    static void require() {
        boolean present;
        try {
            present = new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException e) {
            present = false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        boolean required = "true".equals(System.getenv("CI"));
        assertThat(present || !required)
                .as("the openssl command must be on the PATH in CI")
                .isTrue();
        assumeTrue(present, "SKIPPED: no openssl command on the PATH, so nothing is proved about OpenSSL");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The options for an OAEP recipient. */
    static String[] recipient(String certificate, String... more) {
        List<String> options = new ArrayList<>(List.of("-recip", certificate));
        options.addAll(Arrays.asList(OAEP));
        options.addAll(0, Arrays.asList(more));
        return options.toArray(new String[0]);
    }

    byte[] decrypt(byte[] sealed, String... options) throws Exception {
        return cms("-decrypt", sealed, List.of("-inform", "DER"), options);
    }

    byte[] encrypt(byte[] plain, String... options) throws Exception {
        return cms("-encrypt", plain, List.of("-aes-256-gcm", "-outform", "DER"), options);
    }

    byte[] sign(byte[] content, String... options) throws Exception {
        return cms("-sign", content, List.of("-nodetach", "-outform", "DER"), options);
    }

    byte[] verify(byte[] signed, String... options) throws Exception {
        return cms("-verify", signed, List.of("-inform", "DER", "-purpose", "any"), options);
    }

    private byte[] cms(String verb, byte[] in, List<String> form, String... options) throws Exception {
        write("in", in);
        List<String> command = new ArrayList<>(List.of("cms", verb, "-binary", "-in", "in", "-out", "out"));
        command.addAll(form);
        command.addAll(Arrays.asList(options));
        Files.deleteIfExists(file("out"));
        run(command.toArray(new String[0]));
        return Files.readAllBytes(file("out"));
    }

    /** Runs the command, which must succeed. */
    void run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments));
        Path log = file("log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", command, Files.readString(log))
                .isZero();
    }

    void write(String name, byte[] bytes) throws IOException {
        Files.write(file(name), bytes);
    }

    void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }
}
