import java.io.ByteArrayOutputStream;
import java.io.File;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends an encounter event with the embedded schema ID: java Produce BROKERS TOPIC ENCOUNTER_ID SCHEMA_FILE. */
public class Produce {
    public static void main(String[] args) throws Exception {
        Schema schema = new Schema.Parser().parse(new File(args[3]));
        GenericRecord event = officeVisit(schema, args[2]);
        Map<String, Object> settings = Map.of("bootstrap.servers", args[0], "enable.idempotence", true);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            // The same key for all versions of an encounter keeps them in order.
            String key = event.get("source_system") + "/" + event.get("encounter_id");
            System.out.println("sent to " + producer.send(new ProducerRecord<>(args[1], key, encode(event))).get());
        }
    }

    /** Confluent's wire format: a zero byte, the schema ID (embedded: 1), the Avro body. */
    static byte[] encode(GenericRecord event) throws Exception {
        GenericData data = new GenericData();
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {0, 0, 0, 0, 1});
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(event.getSchema(), data).write(event, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    static GenericRecord officeVisit(Schema schema, String encounterId) {
        LocalDate day = LocalDate.of(2026, 11, 2);
        Schema patient = of(schema, "patient");
        Schema provider = of(schema, "billing_provider");
        Schema line = of(schema, "service_lines");
        Schema diagnosis = of(schema, "diagnoses");
        Schema coverage = of(schema, "coverages");
        GenericRecord home = address(of(patient, "address"), "45 Elm St Apt 2", "606140011");
        GenericRecord office = address(of(provider, "address"), "1200 N Lake Shore Dr", "606011234");
        return new GenericRecordBuilder(schema)
                .set("event_id", UUID.randomUUID().toString())
                .set("occurred_at", Instant.parse("2026-11-05T15:30:00Z"))
                .set("source_system", "example")
                .set("encounter_id", encounterId)
                .set("encounter_version", 1)
                .set("claim_form", symbol(schema, "claim_form", "PROFESSIONAL"))
                .set("patient_control_number", encounterId)
                .set("patient", new GenericRecordBuilder(patient)
                        .set("first_name", "Ada")
                        .set("last_name", "Sample")
                        .set("birth_date", LocalDate.of(1958, 3, 14))
                        .set("sex", symbol(patient, "sex", "FEMALE"))
                        .set("address", home)
                        .build())
                .set("coverages", List.of(new GenericRecordBuilder(coverage)
                        .set("payer_id", "60054")
                        .set("payer_name", "Example Health Plan")
                        .set("filing_indicator", "CI")
                        .set("member_id", "W123456789")
                        .set("relationship", symbol(coverage, "relationship", "SELF"))
                        .build()))
                .set("billing_provider", new GenericRecordBuilder(provider)
                        .set("npi", "1076543218")
                        .set("entity_type", symbol(provider, "entity_type", "ORGANIZATION"))
                        .set("organization_name", "Lakeview Family Medicine")
                        .set("taxonomy_code", "207Q00000X")
                        .set("tax_id", "363123456")
                        .set("tax_id_type", symbol(provider, "tax_id_type", "EIN"))
                        .set("address", office)
                        .build())
                .set("rendering_provider", new GenericRecordBuilder(provider)
                        .set("npi", "1229629633")
                        .set("entity_type", symbol(provider, "entity_type", "PERSON"))
                        .set("first_name", "Grace")
                        .set("last_name", "Doctor")
                        .build())
                .set("place_of_service", "11")
                .set("service_from", day)
                .set("service_through", day)
                .set("diagnoses", List.of(new GenericRecordBuilder(diagnosis)
                        .set("code", "I10")
                        .set("role", symbol(diagnosis, "role", "PRINCIPAL"))
                        .build()))
                .set("service_lines", List.of(new GenericRecordBuilder(line)
                        .set("line_number", 1)
                        .set("procedure_code", "99213")
                        .set("service_from", day)
                        .set("units", new BigDecimal("1.000"))
                        .set("charge", new BigDecimal("125.00"))
                        .set("diagnosis_pointers", List.of(1))
                        .build()))
                .set("total_charge", new BigDecimal("125.00"))
                .set("provider_signature_on_file", true)
                .set("accept_assignment_code", "A")
                .set("benefits_assignment_code", "Y")
                .set("release_of_information_code", "Y")
                .build();
    }

    static GenericRecord address(Schema schema, String street, String zip) {
        return new GenericRecordBuilder(schema)
                .set("line1", street).set("city", "Chicago").set("state", "IL").set("postal_code", zip).build();
    }

    static GenericData.EnumSymbol symbol(Schema record, String field, String symbol) {
        return new GenericData.EnumSymbol(of(record, field), symbol);
    }

    /** The schema of a field's value, without null and without the list around it. */
    static Schema of(Schema record, String field) {
        Schema schema = record.getField(field).schema();
        if (schema.isUnion()) schema = schema.getTypes().get(1);
        return schema.getType() == Schema.Type.ARRAY ? schema.getElementType() : schema;
    }
}
