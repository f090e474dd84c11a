import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;

/** The claim id and the control number that are made from an event. */
final class Ids {
    private static final UUID NAMESPACE = UUID.fromString("b4968e06-beae-4a1d-88d0-3454edda9c05");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    static String claimId(GenericRecord event) {
        String name = String.join("\u001f", Claim.text(event, "source_system").strip(),
            Claim.text(event, "encounter_id").strip(), Claim.text(event, "claim_form"),
            event.get("billed_coverage").toString());
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16).putLong(NAMESPACE.getMostSignificantBits())
                .putLong(NAMESPACE.getLeastSignificantBits()).array());
            ByteBuffer made = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
            long high = made.getLong() & ~0xF000L | 0x5000L;
            return new UUID(high, made.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L).toString();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static String controlNumber(String claimId) {
        BigInteger number = new BigInteger(claimId.replace("-", ""), 16).shiftRight(38);
        StringBuilder made = new StringBuilder(17);
        for (int bits = 85; made.length() < 17; bits -= 5) made.append(LETTERS.charAt(number.shiftRight(bits).intValue() & 31));
        return made.toString();
    }
}
