import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** What the checks look up, from the file that `reference_file.py` writes. */
final class Reference {
    /** Of an edit: its texts and codes, and on which claims it runs. */
    record Edit(String code, String name, String title, String carc, List<String> rarc, List<String> status, int snip,
        String source, String form, boolean onVoid, Map<String, String> severity, Map<String, String> marks) {}

    final Map<String, Edit> edits = new HashMap<>();
    final Map<String, Set<String>> lists = new HashMap<>();
    final Map<String, int[]> limits = new HashMap<>();
    final Map<String, String[]> described = new HashMap<>();
    final Icd icd = new Icd();
    private final Map<String, String> payerClasses = new HashMap<>();
    final String otherwise, catalogue;
    final String release;
    final LocalDate icdThrough;
    final boolean[] delimits = new boolean[128];
    Schema address;
    private final Map<Schema, int[][]> limitsOf = new IdentityHashMap<>();

    Reference(File file) throws IOException {
        JsonNode root = new ObjectMapper().readTree(file);
        for (JsonNode edit : root.get("edits")) {
            String code = edit.get("code").asText();
            edits.put(code, new Edit(code, edit.get("name").asText(), edit.get("title").asText(), edit.get("carc").asText(null),
                texts(edit.get("rarc")), texts(edit.get("status")), edit.get("snip").asInt(), edit.get("source").asText(),
                edit.get("form").asText(), edit.get("on_void").asBoolean(), words(edit.get("severity")),
                words(edit.get("marks"))));
        }
        root.get("lists").fields().forEachRemaining(list -> lists.put(list.getKey(), new HashSet<>(texts(list.getValue()))));
        root.get("limits").fields().forEachRemaining(limit ->
            limits.put(limit.getKey(), new int[] {limit.getValue().get(0).asInt(), limit.getValue().get(1).asInt()}));
        root.get("described").fields().forEachRemaining(code ->
            described.put(code.getKey(), texts(code.getValue()).toArray(String[]::new)));
        root.get("icd").fields().forEachRemaining(code -> icd.add(code.getKey(), texts(code.getValue())));
        icd.withSeventh.addAll(texts(root.get("with_seventh")));
        payerClasses.putAll(words(root.get("payer_classes")));
        otherwise = root.get("otherwise").asText();
        catalogue = root.get("catalogue").asText();
        release = root.get("release").asText();
        icdThrough = LocalDate.parse(root.get("icd_through").asText());
        root.get("delimiters").asText().chars().forEach(one -> delimits[one] = true);
    }

    /** For each field of a record the limits of its texts on both forms, and whether it is a phone number; null if it has none. */
    int[][] limitsOf(Schema schema) {
        return limitsOf.computeIfAbsent(schema, known -> {
            if (known.getName().equals("Address")) address = known;
            int[][] made = new int[known.getFields().size()][];
            for (Schema.Field field : known.getFields()) {
                int[] limit = limits.get(known.getName() + "." + field.name());
                if (limit != null) made[field.pos()] = new int[] {limit[0], limit[1], field.name().equals("phone") ? 1 : 0};
            }
            return made;
        });
    }

    String payerClass(String filing) {
        return filing == null ? otherwise : payerClasses.getOrDefault(filing, otherwise);
    }

    boolean listed(String list, String code) {
        return code != null && lists.get(list).contains(code);
    }

    private static List<String> texts(JsonNode node) {
        List<String> made = new ArrayList<>();
        node.forEach(one -> made.add(one.asText(null)));
        return made;
    }

    private static Map<String, String> words(JsonNode node) {
        Map<String, String> made = new HashMap<>();
        node.fields().forEachRemaining(one -> made.put(one.getKey(), one.getValue().asText()));
        return made;
    }

    /** The ICD-10-CM codes with their dates. */
    static final class Icd {
        private final NavigableMap<String, LocalDate[]> rows = new TreeMap<>();
        private final Map<String, LocalDate[]> known = new HashMap<>();
        final Set<String> withSeventh = new HashSet<>();

        void add(String code, List<String> days) {
            LocalDate[] made = days.stream().map(LocalDate::parse).toArray(LocalDate[]::new);
            rows.put(code, made);
            known.put(code, made);
        }

        boolean everBillable(String code) {
            return known.containsKey(code);
        }

        boolean billable(String code, LocalDate on) {
            LocalDate[] days = known.get(code);
            return days != null && within(days, on);
        }

        private static boolean within(LocalDate[] days, LocalDate on) {
            for (int at = 0; at < days.length; at += 2) {
                if (!on.isBefore(days[at]) && !on.isAfter(days[at + 1])) return true;
            }
            return false;
        }

        /** Whether a longer code is billable, of a length if it is given. */
        private boolean anyBelow(String code, LocalDate on, int length) {
            for (var entry : rows.tailMap(code, false).entrySet()) {
                if (!entry.getKey().startsWith(code)) return false;
                if ((length == 0 || entry.getKey().length() == length) && within(entry.getValue(), on)) return true;
            }
            return false;
        }

        boolean header(String code, LocalDate on) {
            return code.length() >= 3 && anyBelow(code, on, 0);
        }

        /** Whether only the 7th character or the X padding keeps the code from being billable. */
        boolean seventhAtFault(String code, LocalDate on) {
            if (billable(code, on) || code.length() < 3 || code.length() > 7 || !withSeventh.contains(code.substring(0, 3))) {
                return false;
            }
            for (String stem : padded(code)) if (anyBelow(stem, on, 7)) return true;
            if (code.length() == 7) return anyBelow(code.substring(0, 6), on, 0);
            for (String stem : padded(code.substring(0, code.length() - 1))) {
                if (billable(stem + code.charAt(code.length() - 1), on)) return true;
            }
            return false;
        }

        private static List<String> padded(String stem) {
            List<String> made = new ArrayList<>();
            if (stem.length() >= 3 && stem.length() <= 6) pad(stem.substring(0, 3), stem.substring(3), made);
            return made;
        }

        private static void pad(String begun, String rest, List<String> made) {
            if (begun.length() + rest.length() == 6) {
                made.add(begun + rest);
                return;
            }
            pad(begun + "X", rest, made);
            if (!rest.isEmpty()) pad(begun + rest.charAt(0), rest.substring(1), made);
        }
    }
}
