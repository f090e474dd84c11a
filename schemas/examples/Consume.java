import java.io.File;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads outcomes with the embedded schema IDs: java Consume BROKERS READY_TOPIC REJECTED_TOPIC COUNT SCHEMA_FOLDER. */
public class Consume {
    public static void main(String[] args) throws Exception {
        Map<Integer, Schema> schemas = Map.of(
                2, new Schema.Parser().parse(new File(args[4], "ClaimReady.v1.avsc")),
                3, new Schema.Parser().parse(new File(args[4], "ClaimRejected.v1.avsc")));
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", args[0],
                "group.id", "example-java-" + args[1],
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed"); // without it, a consumer also sees aborted outcomes
        Map<String, Integer> newest = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(args[1], args[2]));
            for (int seen = 0; seen < Integer.parseInt(args[3]); ) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    seen++;
                    ByteBuffer frame = ByteBuffer.wrap(record.value(), 1, record.value().length - 1);
                    Schema schema = schemas.get(frame.getInt());
                    GenericRecord outcome = new GenericDatumReader<GenericRecord>(schema).read(
                            null, DecoderFactory.get().binaryDecoder(record.value(), 5, frame.remaining(), null));
                    // The current state of a claim is its highest version over both topics.
                    newest.merge(record.key(), (Integer) outcome.get("claim_version"), Math::max);
                    GenericRecord encounter = (GenericRecord) outcome.get("encounter");
                    System.out.println(record.topic() + ": " + encounter.get("encounter_id") + " v"
                            + outcome.get("claim_version") + " of " + newest.get(record.key()));
                }
            }
        }
    }
}
