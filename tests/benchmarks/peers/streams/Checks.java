import static java.time.temporal.ChronoUnit.DAYS;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** The 71 checks of the profile `reference`, in the order of the catalog; each is described beside its edit in rules/edits. */
final class Checks {
    /** What a check found. */
    record Found(String edit, String kind, String path) {}

    private static final Pattern SUPPLIES = Pattern.compile("(?:A[4-9]|[BEKL])[0-9]{3,4}|T45(?:2[1-9]|3[0-9]|4[0-3])|S9[0-9]{3}");
    private static final Pattern CLINICAL = Pattern.compile("[0-9]{6,18}"), EDIT_CODE = Pattern.compile("[A-Z]{2}[0-9]{3}");
    private static final Pattern UNSENDABLE = Pattern.compile("[^ -~ÀÁÂÄàáâäÈÉÊèéêëÌÍÎìíîïÒÓÔÖòóôöÙÚÛÜùúûüÇçÑñ¿¡]");
    private static final Pattern PHONE = Pattern.compile("[2-9][0-9]{2}[2-9][0-9]{6}");
    private static final Pattern WITH_EXTENSION = Pattern.compile("1?[2-9][0-9]{2}[2-9][0-9]{6}[^0-9].*", Pattern.DOTALL);
    private static final Pattern US_POSTAL = Pattern.compile("[0-9]{5}(?:[0-9]{4})?"), FILLER = Pattern.compile("0{5}|9{5}");
    private static final Pattern CANADA = Pattern.compile("(?:[A-Z][0-9]){3}");
    private static final String L = "AC-HJKMNP-RT-Y";
    private static final Pattern BENEFICIARY = Pattern.compile(
        "[1-9][" + L + "][0-9" + L + "][0-9][" + L + "][0-9" + L + "][0-9][" + L + "]{2}[0-9]{2}");
    private static final Pattern OLD_NUMBER = Pattern.compile("[0-9]{9}[A-Z][A-Z0-9]?|[A-Z]{1,3}(?:[0-9]{6}|[0-9]{9})");
    private static final Pattern NEVER_ISSUED = Pattern.compile("000|666|9"), NINE_DIGITS = Pattern.compile("[0-9]{9}");
    private static final Pattern BOX = Pattern.compile("\\W*(?:p\\W*[o0]\\W*b(?:\\W*[o0]\\W*x)?|post(?:al)?\\W*(?:office\\W*)?box"
        + "|lock\\W*box|p\\W*m\\W*b|private\\W*mail\\W*box)(?![a-z])", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIVE_DIGITS = Pattern.compile("[0-9]{5}");
    private static final Set<String> BEFORE_SERVICE = Set.of("ONSET", "INITIAL_TREATMENT", "LAST_SEEN", "LAST_MENSTRUAL_PERIOD",
        "ACUTE_MANIFESTATION", "LAST_XRAY", "FIRST_CONTACT");
    private static final Set<String> OFTEN_AHEAD = Set.of("ASSUMED_CARE", "RELINQUISHED_CARE", "DISABILITY_FROM");
    private static final Set<String> PERSONAL = Set.of("referring", "ordering", "supervising", "attending", "operating");
    private static final Set<String> NOTICES = Set.of("GA", "GX", "GY", "GZ");
    private static final Map<String, Integer> ROLES = Map.of("OTHER", 24, "ADMITTING", 1, "REASON_FOR_VISIT", 3, "EXTERNAL_CAUSE", 12);
    private static final LocalDate FIRST_5010 = LocalDate.of(2012, 7, 1), FIRST_MBI = LocalDate.of(2018, 4, 1);
    private static final LocalDate NO_OLD_NUMBER = LocalDate.of(2020, 1, 1), SEX_ACCEPTED = LocalDate.of(2024, 10, 1);
    private static final int MOST_COVERAGES = 11;

    private final Reference reference;
    private final Claim claim;
    private final List<Found> found = new ArrayList<>();
    private final boolean whole;

    private Checks(Claim claim, Reference reference) {
        this.claim = claim;
        this.reference = reference;
        whole = !"8".equals(Claim.text(claim.event, "frequency_code"));
    }

    static List<Found> run(Claim claim, Reference reference) {
        Checks checks = new Checks(claim, reference);
        checks.event();
        checks.texts();
        checks.patient();
        for (int at = 0; at < claim.coverages.size(); at++) checks.coverage(claim.coverages.get(at), at, "coverages[" + at + "]");
        checks.coverages();
        checks.decisions();
        checks.billing();
        for (Claim.Party party : claim.providers) checks.provider(party, party.provider());
        checks.lines();
        for (Claim.Diagnosis dx : claim.diagnoses) checks.diagnosis(dx);
        return checks.found;
    }

    private void add(String edit, String kind, String path) {
        Reference.Edit known = reference.edits.get(edit);
        if (!whole && !known.onVoid()) return;
        if (known.form().equals("professional") && !claim.professional) return;
        if (known.form().equals("institutional") && claim.professional) return;
        found.add(new Found(edit, kind, path));
    }

    private void event() {
        GenericRecord event = claim.event;
        LocalDate from = claim.from, through = claim.through;
        String form = claim.professional ? "professional" : "institutional";
        if (through.isBefore(from)) add("EV101", "claim-" + form, "service_through");
        period("HOSPITALIZED_FROM", "HOSPITALIZED_THROUGH", form);
        period("DISABILITY_FROM", "DISABILITY_THROUGH", form);
        for (int at = 0; at < claim.coverages.size(); at++) {
            LocalDate begins = Claim.date(claim.coverages.get(at), "valid_from");
            LocalDate ends = Claim.date(claim.coverages.get(at), "valid_through");
            if (begins != null && ends != null && ends.isBefore(begins)) {
                add("EV101", "coverage-" + form, "coverages[" + at + "].valid_through");
            }
        }
        if (lastDate().isAfter(claim.asOf)) future();
        LocalDate born = Claim.date(claim.patient, "birth_date"), died = Claim.date(claim.patient, "death_date");
        if (born != null && from.isBefore(born)) add("EV103", "default", "patient.birth_date");
        if (died != null) death(died);
        if (claim.allLines.isEmpty() && !claim.notice()) add("EV105", form, "service_lines");
        tooMany();
        notCoded();
        List<GenericRecord> waivers = Claim.records(event, "waived_edits");
        for (int at = 0; at < waivers.size(); at++) add("EV108", "off", "waived_edits[" + at + "]");
        if ("MB".equals(claim.filing) && !hasDate("INITIAL_TREATMENT")) {
            for (Claim.Line line : claim.lines) {
                if (reference.listed("EV109.manipulation", line.code) && none(line.modifiers, NOTICES)) {
                    add("EV109", "default", "dates");
                    break;
                }
            }
        }
        if (!claim.dates.isEmpty()) claimDates(born);
        accident(form);
        List<GenericRecord> attachments = Claim.records(event, "attachments");
        for (int at = 0; at < attachments.size(); at++) {
            String way = Claim.text(attachments.get(at), "transmission_code"), path = "attachments[" + at + "].";
            if (reference.listed("EV114.sent_apart", way)) {
                if (Claim.blank(Claim.text(attachments.get(at), "control_number"))) add("EV114", "number", path + "control_number");
            } else if (!way.equals("AA")) add("EV114", "way", path + "transmission_code");
        }
    }

    private boolean hasDate(String kind) {
        return claim.dates.stream().anyMatch(date -> Claim.text(date, "kind").equals(kind));
    }

    private void period(String begin, String end, String form) {
        LocalDate begun = null;
        for (GenericRecord date : claim.dates) {
            if (begun == null && Claim.text(date, "kind").equals(begin)) begun = Claim.date(date, "date");
        }
        for (int at = 0; begun != null && at < claim.dates.size(); at++) {
            GenericRecord date = claim.dates.get(at);
            if (Claim.text(date, "kind").equals(end) && Claim.date(date, "date").isBefore(begun)) {
                add("EV101", "dates-" + form, "dates[" + at + "].date");
            }
        }
    }

    private LocalDate lastDate() {
        LocalDate last = later(claim.from, claim.through);
        for (GenericRecord date : claim.dates) last = later(last, Claim.date(date, "date"));
        for (Claim.Line line : claim.allLines) last = later(later(last, line.from), line.through);
        if (claim.accident != null) last = later(last, Claim.date(claim.accident, "date"));
        for (GenericRecord px : Claim.records(claim.event, "procedures")) last = later(last, Claim.date(px, "date"));
        return last;
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    private void future() {
        int allowed = claim.typeOfBill.equals("322") && claim.from.getYear() == 2021 ? 30 : 1;
        List<String> ahead = new ArrayList<>();
        boolean usual = true;
        boolean anySupply = claim.lines.stream().anyMatch(this::supply);
        usual &= ahead(claim.from, "service_from", false, allowed, ahead);
        usual &= ahead(claim.through, "service_through", anySupply, allowed, ahead);
        for (Claim.Line line : claim.allLines) {
            usual &= ahead(Claim.date(line.sent, "service_from"), line.path + ".service_from", false, allowed, ahead);
            usual &= ahead(Claim.date(line.sent, "service_through"), line.path + ".service_through", supply(line), allowed, ahead);
        }
        List<GenericRecord> procedures = Claim.records(claim.event, "procedures");
        for (int at = 0; at < procedures.size(); at++) {
            usual &= ahead(Claim.date(procedures.get(at), "date"), "procedures[" + at + "].date", false, 1, ahead);
        }
        if (claim.accident != null) usual &= ahead(Claim.date(claim.accident, "date"), "accident.date", false, 1, ahead);
        for (int at = 0; at < claim.dates.size(); at++) {
            String kind = Claim.text(claim.dates.get(at), "kind");
            if (!kind.equals("DISABILITY_THROUGH")) {
                usual &= ahead(Claim.date(claim.dates.get(at), "date"), "dates[" + at + "].date", OFTEN_AHEAD.contains(kind), 1, ahead);
            }
        }
        for (String path : ahead) add("EV102", usual ? "usually-ahead" : "default", path);
    }

    private boolean ahead(LocalDate date, String path, boolean usual, int allowed, List<String> ahead) {
        if (date == null || DAYS.between(claim.asOf, date) <= allowed) return true;
        ahead.add(path);
        return usual;
    }

    private boolean supply(Claim.Line line) {
        if ("HCPCS".equals(line.system) && SUPPLIES.matcher(line.code).matches()) return true;
        return !none(line.modifiers, reference.lists.get("EV102.spans_weeks"));
    }

    private static boolean none(List<String> held, Set<String> looked) {
        for (String one : held) if (looked.contains(one)) return false;
        return true;
    }

    private void death(LocalDate died) {
        if (claim.inpatient) {
            if (claim.through.isAfter(died)) {
                boolean organs = claim.lines.stream().anyMatch(line -> line.revenue.startsWith("081"));
                add("EV104", organs ? "stay-organs" : "stay", "patient.death_date");
            }
            return;
        }
        boolean late = false;
        for (Claim.Line line : claim.lines) {
            if (!line.from.isAfter(died)) continue;
            late = true;
            boolean pathology = "CPT".equals(line.system) && line.code.compareTo("88000") >= 0 && line.code.compareTo("88399") <= 0;
            if (!pathology && none(line.modifiers, Set.of("QL", "26")) && !line.revenue.startsWith("081")) {
                add("EV104", "default", "patient.death_date");
                return;
            }
        }
        if (late) add("EV104", "may-follow", "patient.death_date");
    }

    private void tooMany() {
        more("coverages", "default", MOST_COVERAGES, claim.coverages);
        more("attachments", "default", 10, Claim.records(claim.event, "attachments"));
        more("service_lines", "lines", claim.professional ? 50 : 999, claim.lines);
        if (claim.professional) {
            more("diagnoses", "diagnoses", 12, claim.diagnoses);
        } else {
            more("procedures", "procedures", 25, Claim.records(claim.event, "procedures"));
            more("condition_codes", "condition-codes", 24, Claim.texts(claim.event, "condition_codes"));
            if (claim.institutional != null) {
                more("institutional.occurrence_codes", "occurrence-codes", 24, Claim.records(claim.institutional, "occurrence_codes"));
                more("institutional.occurrence_spans", "occurrence-spans", 24, Claim.records(claim.institutional, "occurrence_spans"));
                more("institutional.value_codes", "value-codes", 24, Claim.records(claim.institutional, "value_codes"));
            }
            if (claim.diagnoses.size() > 1) {
                for (var role : ROLES.entrySet()) {
                    if (claim.diagnoses.stream().filter(dx -> dx.role.equals(role.getKey())).count() > role.getValue()) {
                        add("EV106", "role", "diagnoses");
                    }
                }
            }
        }
        for (int at = 0; at < claim.coverages.size(); at++) {
            GenericRecord decided = Claim.record(claim.coverages.get(at), "adjudication");
            if (decided != null) group(decided, "coverages[" + at + "].adjudication.adjustments");
        }
        for (Claim.Line line : claim.lines) {
            List<GenericRecord> decisions = Claim.records(line.sent, "adjudications");
            more(line.path + ".modifiers", "default", 4, line.modifiers);
            more(line.path + ".adjudications", "default", 15, decisions);
            for (int at = 0; at < decisions.size(); at++) {
                group(decisions.get(at), line.path + ".adjudications[" + at + "].adjustments");
            }
        }
    }

    private void more(String path, String kind, int most, List<?> held) {
        if (held.size() > most) add("EV106", kind, path);
    }

    private void group(GenericRecord decision, String path) {
        List<GenericRecord> adjustments = Claim.records(decision, "adjustments");
        if (adjustments.size() <= 6) return;
        Map<String, Integer> counts = new HashMap<>();
        for (GenericRecord one : adjustments) counts.merge(Claim.text(one, "group"), 1, Integer::sum);
        if (counts.values().stream().anyMatch(count -> count > 6)) add("EV106", "group", path);
    }

    private void notCoded() {
        String first = null;
        for (Claim.Diagnosis dx : claim.diagnoses) {
            if (Claim.blank(dx.code)) continue;
            if (!CLINICAL.matcher(dx.code).matches()) return;
            if (first == null) first = dx.path + ".code";
        }
        boolean revenue = false;
        for (Claim.Line line : claim.allLines) {
            revenue |= !line.revenue.isBlank();
            if (line.code == null) continue;
            if (!CLINICAL.matcher(line.code).matches()) return;
            if (first == null) first = line.path + ".procedure_code";
        }
        if (first != null) add("EV107", "clinical-codes", first);
        else if (!claim.notice() && (claim.professional || !revenue)) add("EV107", "no-codes", claim.diagnoses.isEmpty() ? "diagnoses" : "diagnoses[0].code");
    }

    private void claimDates(LocalDate born) {
        Set<String> kinds = new HashSet<>(), earlier = new HashSet<>();
        for (int at = 0; at < claim.dates.size(); at++) {
            String kind = Claim.text(claim.dates.get(at), "kind"), path = "dates[" + at + "]";
            LocalDate date = Claim.date(claim.dates.get(at), "date");
            if (kinds.contains(kind)) add("EV110", "repeated", path);
            if (BEFORE_SERVICE.contains(kind)) {
                if (date.isAfter(claim.through)) add("EV110", "after-service", path + ".date");
                else if (born != null && date.isBefore(born)) add("EV110", "before-birth", path + ".date");
            }
            String other = kind.equals("ONSET") ? "LAST_MENSTRUAL_PERIOD" : kind.equals("LAST_MENSTRUAL_PERIOD") ? "ONSET" : "";
            if (earlier.contains(other + date)) add("EV110", "is-the-onset", path);
            kinds.add(kind);
            earlier.add(kind + date);
        }
    }

    private void accident(String form) {
        GenericRecord accident = claim.accident;
        String number = accident == null ? null : Claim.text(accident, "property_casualty_claim_number");
        if (Claim.blank(number)) {
            String path = "accident.property_casualty_claim_number";
            if (reference.listed("EV113.property_casualty", claim.filing)) add("EV113", "payer", path);
            else if (hasDate("FIRST_CONTACT")) add("EV113", "first-contact", path);
        }
        if (accident == null) return;
        LocalDate date = Claim.date(accident, "date");
        if (date != null) {
            if (date.isAfter(claim.through)) add("EV111", "default", "accident.date");
            else if (claim.lines.stream().anyMatch(line -> line.from.isBefore(date))) add("EV111", "after-a-line", "accident.date");
        }
        boolean auto = (Boolean) accident.get("auto");
        if (claim.professional && (auto || (Boolean) accident.get("other")) && date == null) add("EV112", "date", "accident.date");
        String country = Claim.text(accident, "country");
        boolean abroad = !Claim.blank(country) && !reference.listed("EV112.with_states", country);
        if (auto && Claim.blank(Claim.text(accident, "state")) && !abroad) {
            add("EV112", claim.professional ? "state" : "state-institutional", "accident.state");
        }
        if ((Boolean) accident.get("employment") && !"WC".equals(claim.filing)) add("CV107", "work", "accident.employment");
        if (auto && !reference.listed("CV107.auto_or_liability", claim.filing)) add("CV107", "auto", "accident.auto");
    }

    private void texts() {
        walk(claim.event, "");
        int length = claim.controlNumber.length();
        if (length > 17) add("TX104", length > 20 ? "default" : "may-be-cut", "patient_control_number");
        Map<String, Claim.Line> first = new HashMap<>();
        Set<Integer> numbers = new HashSet<>();
        for (Claim.Line line : claim.allLines) {
            Claim.Line earlier = first.putIfAbsent(line.control, line);
            if (line.control.length() > 30) add("TX105", "default", line.path + ".control_number");
            else if (earlier != null && !(line.derivedControl && earlier.derivedControl)) {
                add("TX105", "repeated", line.path + ".control_number");
            }
            if (line.number == 0) add("TX106", "missing", line.path + ".line_number");
            else if (!numbers.add(line.number)) add("TX106", "default", line.path + ".line_number");
        }
    }

    /** Every text of a record that goes to the payer: those whose field has a limit, even if it is none. */
    private void walk(GenericRecord record, String path) {
        Schema schema = record.getSchema();
        int[][] limits = reference.limitsOf(schema);
        for (int pos = 0; pos < limits.length; pos++) {
            Object held = record.get(pos);
            if (held == null) continue;
            int[] limit = limits[pos];
            if (held instanceof String text) {
                if (limit != null && suspect(text, limit)) text(text, limit, schema, pos, path, "");
            } else if (held instanceof GenericRecord inner) {
                walk(inner, join(path, schema, pos));
            } else if (held instanceof List<?> items && !items.isEmpty()) {
                for (int index = 0; index < items.size(); index++) {
                    Object item = items.get(index);
                    if (item instanceof GenericRecord inner) walk(inner, join(path, schema, pos) + "[" + index + "]");
                    else if (limit != null && item instanceof String text && suspect(text, limit)) {
                        text(text, limit, schema, pos, path, "[" + index + "]");
                    }
                }
            }
        }
        if (schema == reference.address) address(record, path);
    }

    private static String join(String path, Schema schema, int pos) {
        String name = schema.getFields().get(pos).name();
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Whether a text may have a fault: most are short and of common characters. */
    private boolean suspect(String text, int[] limits) {
        int limit = limits[claim.professional ? 0 : 1];
        if (limits[2] != 0 || (limit > 0 && text.length() > limit)) return true;
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            if (one < ' ' || one > '}' || reference.delimits[one]) return true;
        }
        return false;
    }

    private void text(String text, int[] limits, Schema schema, int pos, String holder, String index) {
        int limit = limits[claim.professional ? 0 : 1];
        String path = join(holder, schema, pos) + index;
        if (limit > 0 && text.length() > limit) add("TX101", "default", path);
        if (text.chars().anyMatch(one -> one < 128 && reference.delimits[one])) add("TX102", "default", path);
        if (UNSENDABLE.matcher(text).find()) add("TX103", "default", path);
        if (limits[2] != 0 && !text.isBlank() && !PHONE.matcher(text).matches()) {
            add("TX107", WITH_EXTENSION.matcher(text).matches() ? "extension" : "default", path);
        }
    }

    private void address(GenericRecord address, String path) {
        String country = Claim.text(address, "country"), state = Claim.text(address, "state");
        String postal = Claim.text(address, "postal_code") == null ? "" : Claim.text(address, "postal_code");
        if (country.equals("US")) {
            if (!US_POSTAL.matcher(postal).matches()) add("TX108", "us", path + ".postal_code");
            else if (FILLER.matcher(postal).lookingAt()) add("TX108", "us-filler", path + ".postal_code");
            if (!reference.listed("states", state)) add("TX109", "state", path + ".state");
        } else if (country.equals("CA")) {
            if (!CANADA.matcher(postal).matches()) add("TX108", "ca", path + ".postal_code");
            if (Claim.blank(state)) add("TX109", "province", path + ".state");
        } else if (!reference.listed("countries", country)) add("TX109", "country", path + ".country");
        else if (!postal.isBlank()) add("TX108", "elsewhere", path + ".postal_code");
        if (Claim.blank(Claim.text(address, "line1"))) add("TX109", "street", path + ".line1");
        if (Claim.blank(Claim.text(address, "city"))) add("TX109", "city", path + ".city");
    }

    private void patient() {
        GenericRecord patient = claim.patient;
        if (Claim.blank(Claim.text(patient, "first_name"))) add("PT101", "first", "patient.first_name");
        if (Claim.blank(Claim.text(patient, "last_name"))) add("PT101", "last", "patient.last_name");
        LocalDate born = Claim.date(patient, "birth_date"), on = claim.from;
        if (claim.inpatient && claim.institutional != null && claim.institutional.get("admission_date") != null) {
            on = Claim.date(claim.institutional, "admission_date");
        }
        if (born == null) add("PT102", "absent", "patient.birth_date");
        else if (Period.between(born, on).getYears() > 124) add("PT102", "too-old", "patient.birth_date");
        if (Claim.text(patient, "sex").equals("UNKNOWN")) {
            boolean acute = claim.typeOfBill.startsWith("11");
            boolean refused = claim.payerClass.equals("medicare") && acute && claim.through.isBefore(SEX_ACCEPTED);
            add("PT103", refused ? "refused" : "default", "patient.sex");
        }
        if (patient.get("address") == null) {
            GenericRecord billed = claim.billed();
            boolean self = billed != null && Claim.text(billed, "relationship").equals("SELF");
            GenericRecord subscriber = self ? Claim.record(billed, "subscriber") : null;
            if (subscriber == null || subscriber.get("address") == null) add("PT104", self ? "subscriber" : "default", "patient.address");
        }
    }

    private void coverage(GenericRecord coverage, int index, String path) {
        boolean billed = index == claim.billed;
        GenericRecord subscriber = Claim.record(coverage, "subscriber");
        LocalDate born = subscriber == null ? null : Claim.date(subscriber, "birth_date");
        if (born != null) {
            if (born.isAfter(claim.asOf)) add("PT105", "future", path + ".subscriber.birth_date");
            else if (Period.between(born, claim.asOf).getYears() >= 150) add("PT105", "too-long-ago", path + ".subscriber.birth_date");
        }
        String filing = Claim.text(coverage, "filing_indicator"), member = Claim.text(coverage, "member_id");
        boolean medicare = reference.listed("CV103.medicare", filing);
        if (medicare && !Claim.blank(member)) beneficiary(member, billed, path + ".member_id");
        if (!reference.listed("CV104.known", filing)) {
            String kind = Claim.blank(filing) ? "absent" : "unknown";
            add("CV104", billed ? kind : kind + "-elsewhere", path + ".filing_indicator");
        }
        subscriber(coverage, subscriber, path, medicare);
        String type = Claim.text(coverage, "insurance_type_code");
        if (index > 0 && medicare && Claim.blank(type)) add("CB111", billed ? "default" : "not-billed", path + ".insurance_type_code");
        if (!Claim.blank(type)) {
            String kind = !reference.listed("CB112.types", type) ? billed ? "default" : "unknown-elsewhere"
                : !claim.professional ? "institutional" : index == 0 ? "first" : !medicare ? "not-medicare" : null;
            if (kind != null) add("CB112", kind, path + ".insurance_type_code");
        }
    }

    private void beneficiary(String member, boolean billed, String path) {
        if (BENEFICIARY.matcher(member).matches()) {
            if (claim.asOf.isBefore(FIRST_MBI)) add("CV103", "too-early", path);
            return;
        }
        boolean old = OLD_NUMBER.matcher(member).matches();
        boolean longBill = reference.listed("CV103.long_bills", Claim.start(claim.typeOfBill, 2));
        if (old && (claim.asOf.isBefore(NO_OLD_NUMBER) || (claim.from.isBefore(NO_OLD_NUMBER) && longBill))) return;
        boolean lenient = !billed || Claim.text(claim.event, "purpose").equals("REPORTING");
        add("CV103", (old ? "old" : "default") + (lenient ? "-lenient" : ""), path);
    }

    private void subscriber(GenericRecord coverage, GenericRecord subscriber, String path, boolean medicare) {
        List<String[]> differ = new ArrayList<>();
        if (subscriber != null) {
            name(subscriber, "first_name", differ);
            name(subscriber, "last_name", differ);
            LocalDate one = Claim.date(subscriber, "birth_date"), other = Claim.date(claim.patient, "birth_date");
            if (one != null && other != null && !one.equals(other)) differ.add(new String[] {"birth_date", "birth-date-differs"});
            String sex = Claim.text(subscriber, "sex"), theirs = Claim.text(claim.patient, "sex");
            if (!sex.equals("UNKNOWN") && !theirs.equals("UNKNOWN") && !sex.equals(theirs)) {
                differ.add(new String[] {"sex", "sex-differs"});
            }
        }
        if (Claim.text(coverage, "relationship").equals("SELF")) {
            for (String[] one : differ) add("CV105", one[1], path + ".subscriber." + one[0]);
        } else if (medicare) {
            add("CV105", "medicare", path + ".relationship");
        } else if (subscriber == null) {
            add("CV105", "missing", path + ".subscriber");
        } else {
            int before = found.size();
            if (Claim.blank(Claim.text(subscriber, "first_name"))) add("CV105", "first-name-missing", path + ".subscriber.first_name");
            if (Claim.blank(Claim.text(subscriber, "last_name"))) add("CV105", "last-name-missing", path + ".subscriber.last_name");
            if (subscriber.get("birth_date") == null) add("CV105", "birth-date-missing", path + ".subscriber.birth_date");
            if (found.size() == before && differ.isEmpty() && Claim.text(subscriber, "sex").equals(Claim.text(claim.patient, "sex"))) {
                add("CV105", "same-person", path + ".relationship");
            }
        }
    }

    private void name(GenericRecord subscriber, String field, List<String[]> differ) {
        String one = Claim.text(subscriber, field), other = Claim.text(claim.patient, field);
        if (Claim.blank(one) || Claim.blank(other) || one.equals(other)) return;
        if (!Arrays.equals(one.toLowerCase().strip().split("\\s+"), other.toLowerCase().strip().split("\\s+"))) {
            differ.add(new String[] {field, "name-differs"});
        }
    }

    private void coverages() {
        GenericRecord billed = claim.billed();
        if (billed == null) {
            add("CV101", claim.coverages.isEmpty() ? "none" : "elsewhere", claim.coverages.isEmpty() ? "coverages" : "billed_coverage");
        } else {
            String other = Claim.LIABILITY.contains(claim.filing == null ? "" : claim.filing) ? "-of-liability" : "";
            if (Claim.blank(Claim.text(billed, "payer_id"))) add("CV102", "payer" + other, claim.billedPath + ".payer_id");
            if (Claim.blank(Claim.text(billed, "member_id"))) add("CV102", "member" + other, claim.billedPath + ".member_id");
            inForce(Claim.date(billed, "valid_from"), Claim.date(billed, "valid_through"));
        }
        for (String list : List.of("assignment", "benefits", "release")) {
            String field = list.equals("assignment") ? "accept_assignment_code"
                : list.equals("benefits") ? "benefits_assignment_code" : "release_of_information_code";
            String sent = Claim.text(claim.event, field);
            if (!reference.listed("CV109." + list, sent)) add("CV109", field + (Claim.blank(sent) ? " absent" : " unknown"), field);
        }
        if (claim.coverages.size() < 2) return;
        Set<String> members = new HashSet<>(), parts = new HashSet<>();
        for (int at = 0; at < claim.coverages.size(); at++) {
            GenericRecord coverage = claim.coverages.get(at);
            String payer = Claim.text(coverage, "payer_id"), member = Claim.text(coverage, "member_id");
            String part = Claim.text(coverage, "filing_indicator"), both = payer + "\n" + member;
            if (members.contains(both)) add("CB114", "default", "coverages[" + at + "]");
            else if (parts.contains(part)) add("CB114", "medicare", "coverages[" + at + "]");
            if (!Claim.blank(payer) && !Claim.blank(member)) members.add(both);
            if (reference.listed("CV103.medicare", part)) parts.add(part);
        }
    }

    private void inForce(LocalDate begins, LocalDate ends) {
        String begin = claim.billedPath + ".valid_from", end = claim.billedPath + ".valid_through";
        if (begins != null && claim.through.isBefore(begins)) add("CV106", "before", begin);
        else if (ends != null && claim.from.isAfter(ends)) add("CV106", "after", end);
        else {
            if (begins != null && claim.from.isBefore(begins)) add("CV106", "begins-meanwhile", begin);
            if (ends != null && claim.through.isAfter(ends)) add("CV106", "ends-meanwhile", end);
        }
    }

    /** One payer's adjudication of one line. */
    private record LineDecision(Claim.Line line, String path, BigDecimal paid, BigDecimal adjusted, BigDecimal contractual) {
        boolean balances() {
            return Claim.amount(line.sent, "charge").compareTo(paid.add(adjusted)) == 0;
        }
    }

    private List<LineDecision> lineDecisions(int coverage) {
        List<LineDecision> made = new ArrayList<>();
        for (Claim.Line line : claim.lines) {
            List<GenericRecord> entries = Claim.records(line.sent, "adjudications");
            String path = null;
            BigDecimal paid = BigDecimal.ZERO, adjusted = BigDecimal.ZERO, contractual = BigDecimal.ZERO;
            for (int at = 0; at < entries.size(); at++) {
                GenericRecord entry = entries.get(at);
                if ((Integer) entry.get("coverage") != coverage) continue;
                if (path == null) path = line.path + ".adjudications[" + at + "]";
                paid = paid.add(Claim.amount(entry, "paid"));
                adjusted = adjusted.add(total(entry, null));
                contractual = contractual.add(total(entry, "CO"));
            }
            if (path != null) made.add(new LineDecision(line, path, paid, adjusted, contractual));
        }
        return made;
    }

    private static BigDecimal total(GenericRecord decision, String group) {
        BigDecimal sum = BigDecimal.ZERO;
        for (GenericRecord one : Claim.records(decision, "adjustments")) {
            if (group == null || group.equals(Claim.text(one, "group"))) sum = sum.add(Claim.amount(one, "amount"));
        }
        return sum;
    }

    private LocalDate decidedOn(GenericRecord coverage, int index) {
        GenericRecord decision = Claim.record(coverage, "adjudication");
        if (decision != null && decision.get("adjudicated_on") != null) return Claim.date(decision, "adjudicated_on");
        LocalDate last = null;
        for (Claim.Line line : claim.allLines) {
            for (GenericRecord entry : Claim.records(line.sent, "adjudications")) {
                LocalDate on = Claim.date(entry, "adjudicated_on");
                if ((Integer) entry.get("coverage") == index && on != null && (last == null || on.isAfter(last))) last = on;
            }
        }
        return last;
    }

    private void decisions() {
        boolean second = claim.billed > 0 && reference.listed("CV103.medicare", claim.filing);
        for (int at = 0; at < claim.coverages.size() && at < MOST_COVERAGES; at++) payer(claim.coverages.get(at), at);
        LocalDate first = claim.from;
        if (!claim.lines.isEmpty()) first = claim.lines.stream().map(line -> line.from).min(LocalDate::compareTo).get();
        for (int at = 0; at < claim.coverages.size(); at++) {
            GenericRecord decision = Claim.record(claim.coverages.get(at), "adjudication");
            if (decision == null) continue;
            String path = "coverages[" + at + "].adjudication";
            entry(decision, path, first);
            if (at >= claim.billed) add("CB110", "not-earlier", path);
        }
        for (Claim.Line line : claim.allLines) {
            List<GenericRecord> entries = Claim.records(line.sent, "adjudications");
            for (int at = 0; at < entries.size(); at++) {
                GenericRecord entry = entries.get(at);
                String path = line.path + ".adjudications[" + at + "]";
                entry(entry, path, first);
                BigDecimal units = Claim.amount(entry, "paid_units");
                if (units != null && (units.signum() < 0 || (units.signum() == 0 && Claim.amount(entry, "paid").signum() != 0))) {
                    add("CB109", units.signum() < 0 ? "units" : "no-units", path + ".paid_units");
                }
                int coverage = (Integer) entry.get("coverage");
                if (coverage < 0 || coverage >= claim.coverages.size()) add("CB110", "default", path + ".coverage");
                else if (coverage >= claim.billed) add("CB110", "not-earlier", path + ".coverage");
            }
        }
        if (claim.institutional != null) valueCodes(Claim.records(claim.institutional, "value_codes"), second);
        else if (second) add("CB115", "default", "institutional.value_codes");
    }

    private void entry(GenericRecord decision, String path, LocalDate first) {
        LocalDate on = Claim.date(decision, "adjudicated_on");
        if (on != null && DAYS.between(claim.asOf, on) > 1) add("CB103", "default", path + ".adjudicated_on");
        else if (on != null && on.isBefore(first)) add("CB103", "before-service", path + ".adjudicated_on");
        if (Claim.amount(decision, "paid").signum() < 0) add("CB109", "default", path + ".paid");
        BigDecimal left = Claim.amount(decision, "remaining_patient_liability");
        if (left != null && left.signum() < 0) add("CB109", "share", path + ".remaining_patient_liability");
    }

    private void payer(GenericRecord coverage, int index) {
        String path = "coverages[" + index + "]";
        GenericRecord decision = Claim.record(coverage, "adjudication");
        if (decision != null) {
            for (String field : List.of("adjudicated_on", "remaining_patient_liability")) {
                boolean twice = decision.get(field) != null && claim.allLines.stream().anyMatch(line ->
                    Claim.records(line.sent, "adjudications").stream().anyMatch(entry ->
                        (Integer) entry.get("coverage") == index && entry.get(field) != null));
                if (twice) add("CB102", field.startsWith("a") ? "default" : "share", path + ".adjudication." + field);
            }
        }
        if (index >= claim.billed) return;
        LocalDate on = decidedOn(coverage, index);
        String filing = Claim.text(coverage, "filing_indicator");
        if (on == null) {
            boolean conditional = filing != null && Claim.LIABILITY.contains(filing);
            if (claim.institutional != null) {
                for (GenericRecord one : Claim.records(claim.institutional, "value_codes")) {
                    conditional |= reference.listed("CB101.value_codes", Claim.text(one, "code")) && Claim.amount(one, "amount").signum() == 0;
                }
            }
            add("CB101", conditional ? "conditional" : "default", path + ".adjudication.adjudicated_on");
        }
        List<LineDecision> lines = lineDecisions(index);
        boolean balanced = lines.stream().allMatch(LineDecision::balances);
        if (on != null) {
            for (LineDecision line : lines) if (!line.balances()) add("CB104", "default", line.path());
            if (!lines.isEmpty() && lines.size() < claim.lines.size()) {
                Set<Claim.Line> decided = new HashSet<>();
                for (LineDecision line : lines) decided.add(line.line());
                for (Claim.Line line : claim.lines) if (!decided.contains(line)) add("CB106", "default", line.path + ".adjudications");
            }
        }
        if (decision == null) return;
        if (balanced) balance(decision, lines, path + ".adjudication.paid");
        List<String> remarks = Claim.texts(decision, "remark_codes");
        for (int at = 0; at < remarks.size(); at++) {
            if (!reference.listed("CB113.forwarded", remarks.get(at))) continue;
            if (reference.listed("CV103.medicare", filing) && on != null && DAYS.between(on, claim.asOf) < 30) {
                add("CB113", "default", path + ".adjudication.remark_codes[" + at + "]");
            }
            break;
        }
    }

    private void balance(GenericRecord decision, List<LineDecision> lines, String path) {
        BigDecimal paid = Claim.amount(decision, "paid"), adjusted = total(decision, null);
        BigDecimal explained = paid.add(adjusted), onLines = adjusted.negate();
        for (LineDecision line : lines) {
            explained = explained.add(line.adjusted());
            onLines = onLines.add(line.paid());
        }
        if (explained.compareTo(Claim.amount(claim.event, "total_charge")) != 0) add("CB105", "default", path);
        else if (!lines.isEmpty() && lines.size() == claim.lines.size() && paid.compareTo(onLines) != 0) add("CB105", "lines", path);
    }

    private void valueCodes(List<GenericRecord> codes, boolean second) {
        int first = -1;
        BigDecimal stated = BigDecimal.ZERO;
        for (int at = 0; at < codes.size(); at++) {
            String code = Claim.text(codes.get(at), "code");
            if (!reference.listed("CB115.value_codes", code)) continue;
            if (first < 0) first = at;
            stated = stated.add(Claim.amount(codes.get(at), "amount"));
            if (claim.billed == 0 && reference.listed("CV103.medicare", claim.filing) && !code.equals("47")) {
                add("CB116", "default", "institutional.value_codes[" + at + "].code");
            }
        }
        if (second && first < 0) add("CB115", "default", "institutional.value_codes");
        if (!second || first < 0) return;
        BigDecimal paid = BigDecimal.ZERO, contractual = BigDecimal.ZERO;
        boolean any = false;
        for (int at = 0; at < Math.min(claim.billed, Math.min(MOST_COVERAGES, claim.coverages.size())); at++) {
            GenericRecord decision = Claim.record(claim.coverages.get(at), "adjudication");
            List<LineDecision> lines = lineDecisions(at);
            any |= decision != null || !lines.isEmpty();
            if (decision != null) paid = paid.add(Claim.amount(decision, "paid"));
            if (decision != null) contractual = contractual.add(total(decision, "CO"));
            for (LineDecision line : lines) {
                if (decision == null) paid = paid.add(line.paid());
                contractual = contractual.add(line.contractual());
            }
        }
        if (!any) return;
        if (stated.compareTo(paid) != 0) add("CB117", "default", "institutional.value_codes[" + first + "].amount");
        BigDecimal allowed = Claim.amount(claim.event, "total_charge").subtract(contractual);
        for (int at = 0; at < codes.size(); at++) {
            if (Claim.text(codes.get(at), "code").equals("44") && Claim.amount(codes.get(at), "amount").compareTo(allowed) != 0) {
                add("CB117", "44", "institutional.value_codes[" + at + "].amount");
            }
        }
    }

    private void billing() {
        GenericRecord billing = claim.billing, event = claim.event;
        String taxId = Claim.text(billing, "tax_id"), kind = Claim.text(billing, "tax_id_type");
        if (Claim.blank(Claim.text(billing, "npi"))) {
            boolean tax = !Claim.blank(taxId);
            boolean other = Claim.records(billing, "other_ids").stream().anyMatch(id -> !Claim.blank(Claim.text(id, "value")));
            boolean atypical = claim.payerClass.equals("medicaid") || claim.payerClass.equals("commercial");
            if (!(tax && other && atypical)) add("PV102", tax || other ? "default" : "no-number", "billing_provider.npi");
        }
        if (reference.listed("PV103.groups", Claim.text(billing, "taxonomy_code")) && !hasNpi(event)
            && claim.allLines.stream().noneMatch(line -> hasNpi(line.sent))) {
            add("PV103", "default", "rendering_provider.npi");
        }
        if (Claim.blank(taxId)) add("PV105", "missing", "billing_provider.tax_id");
        else {
            boolean repeated = taxId.chars().allMatch(one -> one == taxId.charAt(0));
            if (!NINE_DIGITS.matcher(taxId).matches() || repeated) {
                add("PV105", "SSN".equals(kind) ? "malformed-ssn" : "malformed", "billing_provider.tax_id");
            } else if ("SSN".equals(kind) && NEVER_ISSUED.matcher(taxId).lookingAt()) {
                add("PV105", "never-issued", "billing_provider.tax_id");
            }
            if (kind == null) add("PV105", "kind-missing", "billing_provider.tax_id_type");
        }
        GenericRecord attending = Claim.record(event, "attending_provider");
        if (attending == null || Claim.blank(Claim.text(attending, "npi"))) {
            boolean ambulance = !claim.lines.isEmpty() && claim.lines.stream().allMatch(line -> line.revenue.startsWith("054"));
            if (!ambulance) add("PV106", "default", "attending_provider.npi");
        }
        GenericRecord address = Claim.record(billing, "address");
        if (address == null) add("PV110", "missing", "billing_provider.address");
        else if (!claim.asOf.isBefore(FIRST_5010) && BOX.matcher(Claim.text(address, "line1")).lookingAt()) {
            add("PV110", "box", "billing_provider.address.line1");
        }
        if (!Claim.blank(Claim.text(event, "referral_number")) && event.get("referring_provider") == null
            && claim.allLines.stream().allMatch(line -> line.sent.get("referring_provider") == null)) {
            add("PV115", "default", "referring_provider");
        }
    }

    private static boolean hasNpi(GenericRecord holder) {
        GenericRecord rendering = Claim.record(holder, "rendering_provider");
        return rendering != null && !Claim.blank(Claim.text(rendering, "npi"));
    }

    private void provider(Claim.Party party, GenericRecord given) {
        String npi = Claim.text(given, "npi"), path = party.path(), role = party.role(), entity = Claim.text(given, "entity_type");
        if (!Claim.blank(npi) && !isNpi(npi)) {
            add("PV101", npi.startsWith("80840") && isNpi(npi.substring(5)) ? "prefixed" : "default", path + ".npi");
        }
        boolean noFirst = Claim.blank(Claim.text(given, "first_name")), noLast = Claim.blank(Claim.text(given, "last_name"));
        boolean named = !Claim.blank(Claim.text(given, "organization_name"));
        if (entity.equals("UNKNOWN") ? noLast && named : entity.equals("ORGANIZATION")) {
            if (!named) add("PV108", "organization", path + ".organization_name");
            if (!noFirst) add("PV108", "mixed", path + ".first_name");
            if (!noLast) add("PV108", "mixed", path + ".last_name");
        } else {
            if (noFirst) add("PV108", "first", path + ".first_name");
            if (noLast) add("PV108", "last", path + ".last_name");
        }
        boolean facility = role.equals("service_facility"), before = claim.asOf.isBefore(FIRST_5010);
        String refused = facility ? "PERSON" : PERSONAL.contains(role) ? "ORGANIZATION" : null;
        if (entity.equals(refused) && !(before && (role.equals("referring") || role.equals("attending")))) {
            add("PV109", refused.toLowerCase(), path + ".entity_type");
        }
        GenericRecord address = Claim.record(given, "address");
        if ((facility || role.equals("billing")) && !before && address != null && "US".equals(Claim.text(address, "country"))) {
            String postal = Claim.text(address, "postal_code");
            if (postal != null && FIVE_DIGITS.matcher(postal).matches()) add("PV111", role, path + ".address.postal_code");
        }
        if (facility && !Claim.blank(npi) && npi.equals(Claim.text(claim.billing, "npi"))) add("PV114", "default", path + ".npi");
        List<GenericRecord> ids = Claim.records(given, "other_ids");
        Set<String> seen = new HashSet<>();
        for (int at = 0; at < ids.size(); at++) {
            String qualifier = Claim.text(ids.get(at), "qualifier"), here = path + ".other_ids[" + at + "]";
            if (!reference.listed("PV116.qualifiers", qualifier)) add("PV116", "unknown", here + ".qualifier");
            else if (seen.contains(qualifier)) add("PV116", "repeated", here + ".qualifier");
            seen.add(qualifier);
            if (Claim.blank(Claim.text(ids.get(at), "value"))) add("PV116", "blank", here + ".value");
        }
    }

    private static boolean isNpi(String text) {
        if (text.length() != 10 || (text.charAt(0) != '1' && text.charAt(0) != '2')) return false;
        int sum = 24;
        for (int at = 0; at < 10; at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) return false;
            int part = at % 2 == 0 ? digit * 2 : digit;
            sum += part > 9 ? part - 9 : part;
        }
        return sum % 10 == 0;
    }

    private void lines() {
        GenericRecord supervising = Claim.record(claim.event, "supervising_provider");
        String npi = supervising == null ? null : Claim.text(supervising, "npi");
        boolean onClaim = false;
        for (Claim.Line line : claim.lines) {
            if (line.sent.get("referring_provider") != null && claim.event.get("referring_provider") == null) {
                add("PV112", "default", line.path + ".referring_provider");
            }
            GenericRecord own = Claim.record(line.sent, "supervising_provider");
            if (own == null) onClaim |= Objects.equals(line.renderingNpi, npi);
            else if (!Claim.blank(Claim.text(own, "npi")) && Claim.text(own, "npi").equals(line.renderingNpi)) {
                add("PV113", "default", line.path + ".supervising_provider.npi");
            }
        }
        if (!Claim.blank(npi) && onClaim) add("PV113", "default", "supervising_provider.npi");
    }

    private void diagnosis(Claim.Diagnosis dx) {
        if (claim.through.isAfter(reference.icdThrough)) return;
        String path = dx.path + ".code";
        if (dx.dates.length == 2 && dx.inForce[0] != dx.inForce[1]) add("DX105", "default", path);
        if (dx.billable) return;
        boolean header = false, seventh = false, below = false;
        for (LocalDate on : dx.dates) {
            boolean here = reference.icd.header(dx.code, on), fault = reference.icd.seventhAtFault(dx.code, on);
            header |= here;
            seventh |= fault;
            below |= here && !fault;
        }
        boolean ever = reference.icd.everBillable(dx.code);
        String kind = dx.principal ? "principal" : "other";
        if (ever) add("DX102", kind, path);
        else if (!header) add("DX101", claim.professional ? dx.principal ? "professional-principal" : "professional" : kind, path);
        if (below) add("DX103", kind, path);
        if (seventh) add("DX104", header ? kind : kind + "-wrong", path);
    }
}
