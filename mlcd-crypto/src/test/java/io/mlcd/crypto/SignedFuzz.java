package io.mlcd.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mlcd.api.SealException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.cms.CMSSignedDataStreamGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * A target for a fuzzer: any bytes as the signed message inside an envelope. It is refused with a {@link SealException}, or
 * gives what the key of the tests signed.
 */
public final class SignedFuzz {
    private static final String PEM = new String(EnvelopeFuzz.resource("signing-key-for-tests-only.pem"), UTF_8);
    private static final SigningKey KEY = SigningKey.of(Keys.privateKey(PEM.toCharArray()));
    private static final List<TrustedSigner> TRUSTED =
            List.of(TrustedSigner.of(PublicHalf.of(Keys.privateKey(PEM.toCharArray()))));

    private SignedFuzz() {}

    static SigningKey signingKey() {
        return KEY;
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        verify(data);
    }

    /** Verifies; returns whether that was right, and throws if anything else happens than is allowed. */
    static boolean verify(byte[] message) {
        byte[] before = message.clone();
        try {
            byte[] content = new SignedContent(message).contentSignedBy(TRUSTED);
            if (EnvelopeFuzz.CONTENTS.stream().noneMatch(one -> Arrays.equals(one, content))) {
                throw new AssertionError("nobody signed what was verified");
            }
            return true;
        } catch (SealException e) {
            if (e.reason() == SealException.Reason.KEY_UNUSABLE || !Arrays.equals(message, before)) {
                throw new AssertionError("a message makes a good key unusable, or was changed", e);
            }
            return false;
        }
    }

    /** Seeds by name; those that begin with "refused" do not verify. */
    static Map<String, byte[]> seeds() throws Exception {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        byte[] small = EnvelopeFuzz.CONTENTS.get(1);
        seeds.put("empty", signed(EnvelopeFuzz.CONTENTS.get(0), KEY));
        seeds.put("small", signed(small, KEY));
        seeds.put("longer", signed(EnvelopeFuzz.CONTENTS.get(2), KEY));
        seeds.put("pieces", streamed(EnvelopeFuzz.CONTENTS.get(2)));
        seeds.put("refused-stranger", signed(small, SigningKey.of(TestKeys.P256.getPrivate())));
        seeds.put("refused-rsa", signed(small, SigningKey.of(TestKeys.BOB.getPrivate(), TestKeys.CERTIFICATE)));
        seeds.put("refused-nobody", Messages.signed());
        return seeds;
    }

    private static byte[] signed(byte[] content, SigningKey key) throws IOException {
        return SignedWriter.write(content, key, new SecureRandom()).joined();
    }

    /** In BER, with the content in pieces. */
    private static byte[] streamed(byte[] content) throws Exception {
        CMSSignedDataStreamGenerator generator = new CMSSignedDataStreamGenerator();
        generator.setBufferSize(64);
        byte[] name = ASN1OctetString.getInstance(KEY.name().getId()).getOctets();
        generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(
                        new JcaDigestCalculatorProviderBuilder().build())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(Keys.privateKey(PEM.toCharArray())), name));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (OutputStream out = generator.open(message, true)) {
            out.write(content);
        }
        return message.toByteArray();
    }
}
