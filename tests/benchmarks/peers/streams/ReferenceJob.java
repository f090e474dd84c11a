import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Encounter event in, claim or rejection out, with generic records of the Avro library. */
final class ReferenceJob {
    static final int HEADER = 5;

    /** The bytes of an outcome. */
    record Outcome(boolean ready, byte[] body) {}

    /** A record in the making; what is not set is null or an empty list. */
    private record Made(GenericData.Record record) {
        static Made of(Schema schema) {
            Made made = new Made(new GenericData.Record(schema));
            for (Schema.Field field : schema.getFields()) {
                if (field.schema().getType() == Schema.Type.ARRAY) made.record.put(field.pos(), List.of());
                if (field.schema().getType() == Schema.Type.BOOLEAN) made.record.put(field.pos(), false);
            }
            return made;
        }

        Made set(String field, Object value) {
            record.put(field, value);
            return this;
        }
    }

    private final Reference reference;
    private final GenericData data = new GenericData();
    private final Schema event, ready, rejected, finding, status, diagnosis, line, rejectedLine, provenance, tableUsed;
    private final GenericDatumReader<GenericRecord> reader;
    private final GenericDatumWriter<GenericRecord> readyWriter, rejectedWriter;
    private BinaryDecoder decoder;
    private BinaryEncoder encoder;

    ReferenceJob(Reference reference, File schemas) throws IOException {
        this.reference = reference;
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        event = schema(schemas, "EncounterEvent");
        ready = schema(schemas, "ClaimReady");
        rejected = schema(schemas, "ClaimRejected");
        finding = ready.getField("findings").schema().getElementType();
        status = finding.getField("status").schema().getElementType();
        diagnosis = ready.getField("diagnoses").schema().getElementType();
        line = ready.getField("service_lines").schema().getElementType();
        rejectedLine = rejected.getField("service_lines").schema().getElementType();
        provenance = ready.getField("provenance").schema();
        tableUsed = provenance.getField("code_tables").schema().getElementType();
        reader = new GenericDatumReader<>(event, event, data);
        readyWriter = new GenericDatumWriter<>(ready, data);
        rejectedWriter = new GenericDatumWriter<>(rejected, data);
    }

    GenericRecord read(byte[] body) throws IOException {
        decoder = DecoderFactory.get().binaryDecoder(body, HEADER, body.length - HEADER, decoder);
        return reader.read(null, decoder);
    }

    Outcome outcome(byte[] body) throws IOException {
        GenericRecord sent = read(body);
        Claim claim = new Claim(sent, reference);
        List<GenericRecord> findings = new ArrayList<>();
        boolean rejects = false;
        for (Checks.Found one : Checks.run(claim, reference)) {
            Reference.Edit edit = reference.edits.get(one.edit());
            String severity = edit.severity().get(claim.payerClass);
            if (severity == null) continue;
            String mark = edit.marks().get(one.kind());
            if (mark != null && severity.equals("REJECT")) severity = mark;
            rejects |= severity.equals("REJECT");
            findings.add(finding(edit, one, severity, claim));
        }
        return rejects ? rejection(claim, findings, body) : claim(claim, findings, body);
    }

    private GenericRecord finding(Reference.Edit edit, Checks.Found one, String severity, Claim claim) {
        List<GenericRecord> statuses = new ArrayList<>();
        for (String word : edit.status()) {
            String[] parts = word.split(":");
            statuses.add(Made.of(status).set("category", parts[0]).set("code", parts[1])
                .set("entity", parts.length > 2 ? parts[2] : null).record);
        }
        return Made.of(finding).set("edit", edit.code()).set("name", edit.name())
            .set("severity", new GenericData.EnumSymbol(finding.getField("severity").schema(), severity))
            .set("field", one.path()).set("message", edit.title())
            .set("action", new GenericData.EnumSymbol(finding.getField("action").schema(), "CORRECT_AND_RESEND"))
            .set("claim_adjustment_reason_code", edit.carc()).set("remark_codes", edit.rarc()).set("status", statuses)
            .set("snip_level", edit.snip()).set("source", edit.source()).record;
    }

    private Outcome claim(Claim claim, List<GenericRecord> findings, byte[] body) throws IOException {
        List<GenericRecord> diagnoses = new ArrayList<>(), lines = new ArrayList<>();
        String principal = null;
        for (Claim.Diagnosis dx : claim.diagnoses) {
            if (dx.principal && principal == null) principal = dx.code;
            String[] words = dx.billable ? reference.described.get(dx.code) : new String[4];
            diagnoses.add(Made.of(diagnosis).set("code", dx.code)
                .set("dotted", dx.code.length() <= 3 ? dx.code : dx.code.substring(0, 3) + "." + dx.code.substring(3))
                .set("description", words[0]).set("category", dx.billable ? Claim.start(dx.code, 3) : null)
                .set("category_description", words[1]).set("chapter", words[2]).set("chapter_description", words[3])
                .set("verified", dx.billable).record);
        }
        Schema system = line.getField("code_system").schema().getTypes().get(1);
        for (Claim.Line one : claim.allLines) {
            lines.add(Made.of(line).set("line_number", one.number).set("control_number", one.control)
                .set("procedure_code", one.code).set("verified", false)
                .set("code_system", one.system == null ? null : new GenericData.EnumSymbol(system, one.system)).record);
        }
        Object born = claim.patient.get("birth_date");
        GenericRecord made = head(ready, claim, findings).set("principal_diagnosis", principal)
            .set("patient_age_years", born == null ? null : Period.between((java.time.LocalDate) born, claim.from).getYears())
            .set("patient_age_days", born == null ? null : (int) ChronoUnit.DAYS.between((java.time.LocalDate) born, claim.from))
            .set("diagnoses", diagnoses).set("service_lines", lines).record;
        return new Outcome(true, write(readyWriter, made, body));
    }

    private Outcome rejection(Claim claim, List<GenericRecord> findings, byte[] body) throws IOException {
        List<GenericRecord> lines = new ArrayList<>();
        for (Claim.Line one : claim.allLines) {
            lines.add(Made.of(rejectedLine).set("line_number", one.number).set("control_number", one.control).record);
        }
        return new Outcome(false, write(rejectedWriter, head(rejected, claim, findings).set("service_lines", lines).record, body));
    }

    private Made head(Schema schema, Claim claim, List<GenericRecord> findings) {
        List<GenericRecord> used = List.of(
            Made.of(tableUsed).set("table", "icd10cm").set("release", reference.release).record);
        GenericRecord from = Made.of(provenance).set("event_id", Claim.text(claim.event, "event_id"))
            .set("occurred_at", claim.event.get("occurred_at")).set("processed_at", Instant.now())
            .set("catalogue", reference.catalogue).set("profile", "reference").set("code_tables", used).record;
        return Made.of(schema).set("claim_id", claim.id)
            .set("claim_version", claim.event.get("encounter_version")).set("patient_control_number", claim.controlNumber)
            .set("encounter", claim.event).set("findings", findings).set("provenance", from);
    }

    private byte[] write(GenericDatumWriter<GenericRecord> writer, GenericRecord record, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2 * body.length);
        out.write(body, 0, HEADER);
        encoder = EncoderFactory.get().directBinaryEncoder(out, encoder);
        writer.write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    /** A released schema whose texts are read as String. */
    private static Schema schema(File folder, String name) throws IOException {
        JsonNode node = new ObjectMapper().readTree(new File(folder, name + ".avsc"));
        return new Schema.Parser().parse(javaTexts(node).toString());
    }

    private static JsonNode javaTexts(JsonNode node) {
        if (node.isTextual() && node.asText().equals("string")) {
            return new ObjectMapper().createObjectNode().put("type", "string").put("avro.java.string", "String");
        }
        if (node.isArray()) {
            var made = new ObjectMapper().createArrayNode();
            node.forEach(one -> made.add(javaTexts(one)));
            return made;
        }
        if (node instanceof ObjectNode object) {
            for (String field : List.of("type", "items", "fields")) {
                if (object.has(field)) {
                    JsonNode held = object.get(field);
                    if (held.isTextual() && held.asText().equals("string") && object.has("logicalType")) continue;
                    object.set(field, javaTexts(held));
                }
            }
        }
        return node;
    }
}
