// SPDX-License-Identifier: MIT
//
// A small host in Java with its adapter for `precare conform`: to copy from. It keeps appointments in memory, asks the plugin
// before it saves (preview) and tells it afterwards what became of it (settle), through packaging/hosts/java/Precare.java.
// Requests run on threads of a pool, as in an application server; a double click is two at once. Run by
// tests/hosts/conform_bindings_test.sh, with JNA and Gson in CLASSPATH:
//
//     javac -d classes packaging/hosts/java/Precare.java tests/hosts/ConformHost.java
//     precare conform --adapter "java ConformHost"
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

public final class ConformHost {
    private static final Map<String, String> MOMENTS =
            Map.of("check in", "check-in", "chart", "treatment", "react", "follow-up");
    private static final Map<String, String> ACTIONS = Map.of("confirm", "confirm", "reschedule", "reschedule",
            "cancel", "cancel", "roll back", "reschedule");
    private static final List<String> LISTS = List.of("conditions", "medications", "allergies", "procedures");
    private static final List<String> OF_VISIT = List.of("patient", "procedure", "sites", "minutes", "medications");
    private static final List<String> CHANGES = List.of("start", "products", "reactions");

    /** What came of a user's request. */
    private static final class Answer {
        final boolean saved;
        final String shown;

        Answer(boolean saved, String shown) {
            this.saved = saved;
            this.shown = shown;
        }
    }

    private final Precare precare = new Precare(System.getenv("PRECARE_CONFIG"), null);
    private final Map<String, JsonObject> saved = new ConcurrentHashMap<>(); // id: what is known of the visit
    private final Map<Integer, List<String>> made = new ConcurrentHashMap<>(); // scenario: the ids of its appointments
    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private int requests;

    private static String text(JsonObject object, String key) {
        JsonElement member = object.get(key);
        return member == null || member.isJsonNull() ? null : member.getAsString();
    }

    private static List<JsonObject> items(JsonObject object, String key) {
        List<JsonObject> items = new ArrayList<>();
        if (object.get(key) != null && object.get(key).isJsonArray()) {
            object.getAsJsonArray(key).forEach(item -> items.add(item.getAsJsonObject()));
        }
        return items;
    }

    private static void copy(JsonObject from, JsonObject to, List<String> keys) {
        keys.stream().filter(from::has).forEach(key -> to.add(key, from.get(key)));
    }

    private static JsonObject object(String... members) { // key, text, key, text
        JsonObject object = new JsonObject();
        for (int i = 0; i < members.length; i += 2) {
            object.addProperty(members[i], members[i + 1]);
        }
        return object;
    }

    private static JsonObject with(JsonObject object, String... members) {
        JsonObject copy = object.deepCopy();
        object(members).entrySet().forEach(member -> copy.add(member.getKey(), member.getValue()));
        return copy;
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    // ---- an event ----

    /** What this host knows of a visit, as an event. */
    private JsonObject event(JsonObject visit, String moment, String action) {
        JsonObject known = visit.getAsJsonObject("patient");
        JsonObject event = object("format", "precare-event/1", "event_id", text(visit, "id") + "/" + requests,
                "moment", moment, "action", action, "now", now(), "subject", text(known, "id"));
        JsonObject appointment = object("id", text(visit, "id"), "start", text(visit, "start"));
        appointment.add("procedure", object("text", text(visit, "procedure")));
        copy(visit, appointment, List.of("minutes", "sites"));
        event.add("appointment", appointment);
        event.add("patient", object("birth_date", text(known, "born")));
        for (String name : LISTS) {
            JsonObject list = object("reviewed", text(visit, "reviewed"));
            list.add("entries", visit.has(name) ? visit.get(name) : new JsonArray());
            event.add(name, list);
        }
        JsonObject chart = new JsonObject();
        copy(visit, chart, List.of("products", "reactions"));
        if (chart.size() > 0) {
            event.add("chart", chart);
        }
        return event;
    }

    // ---- what the user sees ----

    /** The first line: never "clear" alone where questions wait for a later moment. */
    private static String head(JsonObject result) {
        String overall = text(result, "overall");
        for (JsonObject group : items(result, "questions")) {
            if (overall.equals("clear") && text(group, "from") != null) {
                return "clear so far, questions at " + text(group, "from");
            }
        }
        return overall.equals("not-evaluated") ? "NOT CHECKED" : overall;
    }

    private static String first(JsonObject object, String... keys) {
        for (String key : keys) {
            if (text(object, key) != null) {
                return text(object, key);
            }
        }
        return "";
    }

    private static String screen(JsonObject result) {
        List<String> lines = new ArrayList<>(List.of(head(result)));
        for (JsonObject finding : items(result, "findings")) {
            if (!text(finding, "outcome").equals("ask")) {
                lines.add(text(finding, "outcome").toUpperCase(Locale.ROOT) + ": " + first(finding, "say", "title", "rule"));
                items(finding, "tasks").forEach(task -> lines.add("  - " + first(task, "tell_patient", "do")));
            }
        }
        for (JsonObject group : items(result, "questions")) {
            String when = text(group, "from") == null ? "" : "at " + text(group, "from") + ", ";
            group.getAsJsonArray("ask").forEach(ask -> lines.add(when + text(group, "of") + ": " + ask.getAsString()));
        }
        return String.join("\n", lines);
    }

    // ---- a request of a user ----

    /** Null: the call failed, the visit is not checked, and the user's work goes on. */
    private static JsonObject attempt(UnaryOperator<String> call, JsonObject document) {
        try {
            return JsonParser.parseString(call.apply(document.toString())).getAsJsonObject();
        } catch (Precare.PrecareException fault) {
            System.err.println(fault.getMessage());
            return null;
        }
    }

    /** Asks the plugin, and says what was put on the screen; null: it could not be asked. */
    private JsonObject look(JsonObject event) {
        JsonObject result = attempt(precare::evaluate, with(event, "phase", "preview"));
        if (result != null) {
            attempt(precare::acknowledge, object("action", "shown", "subject", text(event, "subject"), "appointment",
                    text(event.getAsJsonObject("appointment"), "id"), "reason", text(result, "overall")));
        }
        return result;
    }

    /** Of each finding that this role may override: who did, and why. */
    private static JsonArray overridden(JsonObject result, JsonObject by) {
        JsonArray said = new JsonArray();
        for (JsonObject finding : items(result, "findings")) {
            JsonElement may = finding.get("override");
            if (may != null && may.isJsonObject() && may.getAsJsonObject().getAsJsonArray("by").contains(by.get("role"))) {
                said.add(with(by, "rule", text(finding, "rule"), "action", "overridden"));
            }
        }
        return said;
    }

    /** The host's own transaction: all of it, or nothing. */
    private boolean save(JsonObject visit, boolean failing) {
        if (!failing) {
            saved.put(text(visit, "id"), visit);
        }
        return !failing;
    }

    /** Look, decide, save, settle. */
    private Answer request(JsonObject visit, String action, JsonObject line) {
        String verb = text(line, "do");
        JsonObject event = event(visit, MOMENTS.getOrDefault(verb, "booking"), action);
        JsonObject result = look(event);
        boolean blocked = result != null && items(result, "findings").stream().anyMatch(f -> "block".equals(text(f, "outcome")));
        boolean done = !"gives up".equals(text(line, "user")) && !blocked && save(visit, verb.equals("roll back"));
        JsonObject settle = with(event, "phase", "settle", "disposition", done ? "saved" : "abandoned");
        if (done && result != null && line.has("override")) {
            settle.addProperty("disposition", "overridden");
            settle.add("acknowledgements", overridden(result, line.getAsJsonObject("override")));
        }
        attempt(precare::evaluate, settle);
        return new Answer(done, result == null ? "NOT CHECKED" : screen(result));
    }

    // ---- the calendar ----

    /** New appointments. */
    private List<JsonObject> bookings(JsonObject line) {
        JsonObject series = line.has("series") ? line.getAsJsonObject("series") : null;
        int count = series == null ? 1 : series.get("count").getAsInt();
        int every = series == null ? 0 : Integer.parseInt(text(series, "every").replace("d", ""));
        List<JsonObject> visits = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add("apt-" + line.get("n") + "-" + i);
            LocalDateTime start = LocalDateTime.parse(text(line, "start")).plusDays((long) i * every);
            JsonObject visit = object("id", ids.get(i), "start", start.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME),
                    "reviewed", line.get("asked").getAsBoolean() ? now() : null);
            copy(line, visit, OF_VISIT);
            visits.add(visit);
        }
        made.put(line.get("n").getAsInt(), ids);
        return visits;
    }

    private List<JsonObject> visits(JsonObject line) {
        if (!line.has("of")) {
            return bookings(line);
        }
        int which = line.has("which") ? line.get("which").getAsInt() : 1;
        JsonObject visit = saved.get(made.get(line.get("of").getAsInt()).get(which - 1)).deepCopy();
        copy(line, visit, CHANGES);
        return List.of(visit);
    }

    private JsonObject scenario(JsonObject line) throws Exception {
        requests++; // run again, it is the same request
        String action = line.has("of") ? ACTIONS.get(text(line, "do")) : "create";
        List<Callable<Answer>> clicks = new ArrayList<>();
        for (JsonObject visit : visits(line)) {
            clicks.addAll(Collections.nCopies(text(line, "do").equals("retry") ? 2 : 1, () -> request(visit, action, line)));
        }
        boolean done = true;
        List<String> shown = new ArrayList<>();
        for (Future<Answer> click : pool.invokeAll(clicks)) {
            done &= click.get().saved;
            shown.add(click.get().shown);
        }
        JsonObject answer = new JsonObject();
        answer.add("n", line.get("n"));
        answer.addProperty("saved", done);
        answer.addProperty("shown", String.join("\n", shown));
        return answer;
    }

    public static void main(String[] words) throws Exception {
        ConformHost host = new ConformHost();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            out.println(new Gson().toJson(host.scenario(JsonParser.parseString(text).getAsJsonObject())));
        }
        host.pool.shutdown();
        host.precare.close();
    }
}
