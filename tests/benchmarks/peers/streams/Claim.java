import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;

/** A claim as the checks see it: an encounter event, with what several checks ask of it. */
final class Claim {
    static final Set<String> INPATIENT = Set.of("11", "18", "21", "28", "41", "65", "66");
    static final Set<String> LIABILITY = Set.of("WC", "AM", "LM");

    /** A service line, with the claim's values where it has none of its own. */
    static final class Line {
        int index, number;
        String path, code, system, control, revenue, renderingNpi;
        boolean derivedControl, total;
        LocalDate from, through;
        List<String> modifiers;
        GenericRecord sent;
    }

    /** A diagnosis and whether its code is billable on each of its dates. */
    static final class Diagnosis {
        String path, code, role;
        boolean principal, billable;
        LocalDate[] dates;
        boolean[] inForce;
    }

    /** A provider in a role. */
    record Party(String path, String role, GenericRecord provider) {}

    final GenericRecord event;
    final LocalDate asOf, from, through;
    final boolean professional, inpatient;
    final String typeOfBill, filing, payerClass, billedPath, id, controlNumber;
    final int billed;
    final List<GenericRecord> coverages;
    final GenericRecord patient, billing, institutional, accident;
    final List<GenericRecord> dates;
    final List<Diagnosis> diagnoses = new ArrayList<>();
    final List<Line> allLines = new ArrayList<>(), lines = new ArrayList<>();
    final List<Party> providers = new ArrayList<>();

    Claim(GenericRecord event, Reference reference) {
        this.event = event;
        asOf = ((Instant) event.get("occurred_at")).atZone(ZoneOffset.UTC).toLocalDate();
        from = (LocalDate) event.get("service_from");
        through = (LocalDate) event.get("service_through");
        professional = text(event, "claim_form").equals("PROFESSIONAL");
        institutional = record(event, "institutional");
        String bill = professional || institutional == null ? "" : text(institutional, "type_of_bill");
        typeOfBill = bill.startsWith("0") ? bill.substring(1) : bill;
        inpatient = INPATIENT.contains(start(typeOfBill, 2));
        coverages = records(event, "coverages");
        billed = (Integer) event.get("billed_coverage");
        filing = billed() == null ? null : text(billed(), "filing_indicator");
        payerClass = reference.payerClass(filing);
        billedPath = "coverages[" + billed + "]";
        patient = record(event, "patient");
        billing = record(event, "billing_provider");
        accident = record(event, "accident");
        dates = records(event, "dates");
        id = Ids.claimId(event);
        String own = text(event, "patient_control_number");
        controlNumber = blank(own) ? Ids.controlNumber(id) : own;
        readDiagnoses(reference);
        readLines();
        readProviders();
    }

    private void readDiagnoses(Reference reference) {
        boolean one = inpatient || from.equals(through);
        LocalDate[] on = one ? new LocalDate[] {through} : new LocalDate[] {from, through};
        boolean anyPrincipal = false;
        for (GenericRecord sent : records(event, "diagnoses")) anyPrincipal |= text(sent, "role").equals("PRINCIPAL");
        for (GenericRecord sent : records(event, "diagnoses")) {
            Diagnosis dx = new Diagnosis();
            dx.path = "diagnoses[" + diagnoses.size() + "]";
            dx.code = text(sent, "code");
            dx.role = text(sent, "role");
            dx.principal = dx.role.equals("PRINCIPAL") || (professional && !anyPrincipal && diagnoses.isEmpty());
            dx.dates = on;
            dx.inForce = new boolean[on.length];
            for (int at = 0; at < on.length; at++) {
                dx.inForce[at] = reference.icd.billable(dx.code, on[at]);
                dx.billable |= dx.inForce[at];
            }
            diagnoses.add(dx);
        }
    }

    private void readLines() {
        GenericRecord rendering = record(event, "rendering_provider");
        String claimNpi = rendering == null ? null : text(rendering, "npi");
        String npi = claimNpi == null ? text(billing, "npi") : claimNpi;
        boolean numbered = false;
        for (GenericRecord sent : records(event, "service_lines")) numbered |= (Integer) sent.get("line_number") != 0;
        for (GenericRecord sent : records(event, "service_lines")) {
            Line line = new Line();
            line.sent = sent;
            line.index = allLines.size();
            line.path = "service_lines[" + line.index + "]";
            line.number = numbered ? (Integer) sent.get("line_number") : line.index + 1;
            line.derivedControl = blank(text(sent, "control_number"));
            line.control = line.derivedControl ? Ids.controlNumber(id) + "-" + line.number : text(sent, "control_number");
            line.code = blank(text(sent, "procedure_code")) ? null : text(sent, "procedure_code");
            line.system = system(line.code, text(sent, "procedure_qualifier"));
            LocalDate own = (LocalDate) sent.get("service_from"), last = (LocalDate) sent.get("service_through");
            line.from = own == null ? from : own;
            line.through = last != null ? last : own != null ? own : through;
            String revenue = text(sent, "revenue_code");
            line.revenue = revenue == null ? "" : revenue.length() == 3 ? "0" + revenue : revenue;
            line.total = !professional && line.revenue.equals("0001");
            line.modifiers = texts(sent, "modifiers");
            GenericRecord by = record(sent, "rendering_provider");
            line.renderingNpi = by == null || text(by, "npi") == null ? npi : text(by, "npi");
            allLines.add(line);
            if (!line.total) lines.add(line);
        }
    }

    private void readProviders() {
        for (String role : List.of("billing", "rendering", "referring", "ordering", "supervising", "attending", "operating")) {
            add(event, "", role + "_provider", role);
        }
        add(event, "", "service_facility", "service_facility");
        for (Line line : allLines) {
            for (String role : List.of("rendering", "referring", "ordering", "supervising")) {
                add(line.sent, line.path + ".", role + "_provider", role);
            }
            add(line.sent, line.path + ".", "service_facility", "service_facility");
        }
    }

    private void add(GenericRecord holder, String prefix, String field, String role) {
        GenericRecord provider = record(holder, field);
        if (provider != null) providers.add(new Party(prefix + field, role, provider));
    }

    private static String system(String code, String qualifier) {
        if (code == null || !qualifier.equals("HC") || code.length() != 5) return null;
        for (int at = 1; at < 4; at++) if (!Character.isDigit(code.charAt(at))) return null;
        char first = code.charAt(0), last = code.charAt(4);
        if (Character.isDigit(first)) return Character.isDigit(last) || "FTUMA".indexOf(last) >= 0 ? "CPT" : null;
        return Character.isDigit(last) && "ABCDEGHJKLMPQRSTUV".indexOf(first) >= 0 ? "HCPCS" : null;
    }

    /** A notice of election or admission. */
    boolean notice() {
        return typeOfBill.matches("8[12][A-E]|32[AD]|41[ABD]");
    }

    GenericRecord billed() {
        return billed >= 0 && billed < coverages.size() ? coverages.get(billed) : null;
    }

    static String text(GenericRecord record, String field) {
        Object found = record.get(field);
        return found == null ? null : found.toString();
    }

    static GenericRecord record(GenericRecord record, String field) {
        return (GenericRecord) record.get(field);
    }

    @SuppressWarnings("unchecked")
    static List<GenericRecord> records(GenericRecord record, String field) {
        return (List<GenericRecord>) record.get(field);
    }

    @SuppressWarnings("unchecked")
    static List<String> texts(GenericRecord record, String field) {
        return (List<String>) record.get(field);
    }

    static LocalDate date(GenericRecord record, String field) {
        return (LocalDate) record.get(field);
    }

    static BigDecimal amount(GenericRecord record, String field) {
        return (BigDecimal) record.get(field);
    }

    static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    static String start(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
