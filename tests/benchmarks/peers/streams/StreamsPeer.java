import com.sun.management.OperatingSystemMXBean;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** The reference job in Kafka Streams, exactly once; prints its CPU time for the first and for the last third of the records. */
final class StreamsPeer {
    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    public static void main(String[] arguments) throws Exception {
        Reference reference = new Reference(new File(arguments[0], "reference.json"));
        ReferenceJob job = new ReferenceJob(reference, new File(arguments[0]));
        if (arguments.length == 2) found(reference, job, arguments[1]);
        else stream(job, arguments[0], arguments[1], arguments[2], arguments[3], Integer.parseInt(arguments[4]));
    }

    /** Print what the checks find in the framed events of a file, each after its length. */
    private static void found(Reference reference, ReferenceJob job, String file) throws IOException {
        try (DataInputStream events = new DataInputStream(Files.newInputStream(new File(file).toPath()))) {
            for (int number = 0; events.available() > 0; number++) {
                byte[] body = events.readNBytes(events.readInt());
                job.outcome(body);
                for (Checks.Found one : Checks.run(new Claim(job.read(body), reference), reference)) {
                    System.out.println(number + " " + one.edit() + " " + one.kind().replace(' ', '_') + " " + one.path());
                }
            }
        }
    }

    private static void stream(ReferenceJob job, String folder, String servers, String group, String topic, int count) throws Exception {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, new File(folder, "state").getPath());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        CountDownLatch done = new CountDownLatch(1);
        long[] spent = new long[4];
        int[] seen = new int[1];
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(topic, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
            .mapValues(body -> {
                int number = seen[0]++;
                if (number % (count / 3) == 0 && number / (count / 3) < 3) spent[number / (count / 3)] = SYSTEM.getProcessCpuTime();
                try {
                    ReferenceJob.Outcome outcome = job.outcome(body);
                    if (number == count - 1) {
                        spent[3] = SYSTEM.getProcessCpuTime();
                        done.countDown();
                    }
                    return outcome;
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            })
            .split()
            .branch((key, outcome) -> outcome.ready(), Branched.withConsumer(ready ->
                ready.mapValues(ReferenceJob.Outcome::body).to("claims.ready.v1", Produced.with(Serdes.ByteArray(), Serdes.ByteArray()))))
            .defaultBranch(Branched.withConsumer(rejected ->
                rejected.mapValues(ReferenceJob.Outcome::body).to("claims.rejected.v1", Produced.with(Serdes.ByteArray(), Serdes.ByteArray()))));
        try (KafkaStreams streams = new KafkaStreams(builder.build(), settings)) {
            streams.start();
            done.await();
        }
        double third = count / 3 * 1e3;
        System.out.printf("{\"cold\": %.3f, \"warm\": %.3f}%n", (spent[1] - spent[0]) / third, (spent[3] - spent[2]) / third);
    }
}
