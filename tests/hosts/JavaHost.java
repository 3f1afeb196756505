// SPDX-License-Identifier: MIT
// A host in Java, on packaging/hosts/java/Precare.java. Usage: java JavaHost PLUGIN.so CONFIG RULES
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public final class JavaHost {
    private static int passed;

    private static void check(boolean holds, String what) {
        if (!holds) {
            System.out.println("FAILED: " + what);
            System.exit(1);
        }
        passed++;
    }

    private static String event(String phase, String moment, String now, String more) {
        return "{\"format\": \"precare-event/1\", \"event_id\": \"apt-1042/1\", \"moment\": \"" + moment
                + "\", \"phase\": \"" + phase + "\", \"now\": \"" + now + "\", \"subject\": \"pt-88\", \"patient\": "
                + "{\"birth_date\": \"2007-05-04\"}, \"appointment\": {\"id\": \"apt-1042\", \"start\": "
                + "\"2027-01-12T14:00:00-05:00\", \"minutes\": 60, \"procedure\": {\"text\": \"microneedling\"}, "
                + "\"sites\": [\"cheek\"]}, \"medications\": {\"reviewed\": \"2026-12-01\", \"entries\": [{\"text\": "
                + "\"tretinoin 0.05% cream\", \"use\": \"ongoing\", \"sites\": [\"cheek\"]}]}" + more + "}";
    }

    private static String preview() {
        return event("preview", "booking", "2026-12-01T10:00:00-05:00", "");
    }

    private static String ref(String result) {
        String key = "\"ref\":\"";
        int at = result.indexOf(key);
        return at < 0 ? null : result.substring(at + key.length(), result.indexOf('"', at + key.length()));
    }

    private static int code(Precare precare, String method, String document, String where) {
        try {
            precare.call(method, document);
            return 0;
        } catch (Precare.PrecareException e) {
            return where == null || e.where.equals(where) ? e.code : 0;
        }
    }

    private static String member(String json, String key) { // of texts without quotes in them
        Matcher found = Pattern.compile("\"" + key + "\":\"([^\"]*)\"").matcher(json);
        return found.find() ? found.group(1) : "";
    }

    private static boolean has(String name) {
        String camel = Pattern.compile("-(.)").matcher(name).replaceAll(m -> m.group(1).toUpperCase(java.util.Locale.ROOT));
        return Arrays.stream(Precare.class.getMethods()).anyMatch(m -> m.getName().equals(camel));
    }

    private static void methods(Precare precare) {
        Matcher list = Pattern.compile("\"methods\":\\[([^\\]]*)\\]").matcher(precare.describe());
        check(list.find(), "describes its methods");
        for (String name : list.group(1).replace("\"", "").split(",")) {
            check(has(name), "has the method " + name + " of the door");
        }
        check(precare.needs("{\"moment\": \"booking\"}").contains("\"medications\""), "needs");
        check(precare.stats().startsWith("{"), "stats");
        String bare = preview().replace("medications", "x-medications");
        String form = precare.form("{\"event\": " + bare + "}");
        check(form.contains("\"precare-form/1\""), "a form");
        String group = form.substring(form.indexOf("\"groups\""));
        String item = group.substring(group.indexOf("\"items\""));
        String filled = precare.answers("{\"event\": " + bare + ", \"form\": " + form + ", \"answers\": {\"format\": "
                + "\"precare-answers/1\", \"form\": \"" + member(form, "form") + "\", \"by\": \"" + member(group, "of")
                + "\", \"answers\": {\"" + member(item, "id") + "\": \"unsure\"}}}");
        check(filled.contains("\"missing\""), "and its answers");
        check(precare.sheet("{\"event\": " + bare + ", \"format\": \"text\"}").contains("\"text\""), "a sheet");
        String told = precare.evaluate(event("final", "booking", "2026-12-01T10:00:00-05:00", "").replace("apt-1042", "a"));
        check(precare.acknowledge("{\"ref\": \"" + ref(told) + "\", \"action\": \"accepted\", \"actor\": \"u1\", "
                + "\"role\": \"nurse\"}").contains("recorded"), "an acknowledgement");
        check(precare.lookup("{\"ref\": \"" + ref(told) + "\"}").contains("\"appointment\":\"a\""), "a lookup");
        check(precare.told("{\"ref\": \"" + ref(told) + "\"}").contains("\"by\":\"u1\""),
                "who was told, and who acknowledged it");
    }

    public static void main(String[] words) throws Exception {
        Path rules = Path.of(words[2]);
        Precare precare = new Precare(words[1], words[0]);
        check(precare.status == 0, "opens");
        String held = precare.evaluate(preview());
        check(held.contains("\"overall\":\"hold\"") && ref(held) == null, "a preview holds and tells nobody");
        String settled = precare.evaluate(event("settle", "booking", "2026-12-01T10:00:00-05:00",
                ", \"disposition\": \"overridden\", \"acknowledgements\": [{\"rule\": \"too-young\", \"action\": "
                + "\"overridden\", \"role\": \"physician\", \"actor\": \"u12\", \"reason\": \"benefit-outweighs\", "
                + "\"at\": \"2026-12-01T10:01:00-05:00\"}]"));
        check(ref(settled) != null, "the settled booking tells the team");
        check(precare.call("lookup", "{\"ref\": \"" + ref(settled) + "\"}").json.contains("\"appointment\":\"apt-1042\""),
                "a reference leads back to the visit");
        check(precare.evaluate(event("final", "check-in", "2027-01-12T13:55:00-05:00", ""))
                .contains("\"overall\":\"hold\""), "charting the check-in");
        AtomicInteger count = new AtomicInteger();
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int n = 0; n < 100; n++) {
                    if (precare.evaluate(preview()).contains("\"overall\":\"hold\"")) {
                        count.incrementAndGet();
                    }
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        check(count.get() == 800, "eight threads at once");
        Files.writeString(rules, Files.readString(rules).replace("1.0.1", "1.0.2").replace(", v1.", ", v2."));
        check(new ProcessBuilder(System.getenv("PRECARE_APPROVE")).start().waitFor() == 0, "approves them");
        check(precare.reload().contains("\"generation\""), "takes edited rules into use");
        check(precare.evaluate(preview()).contains("Under 22, v2."), "and judges by them");
        Precare.Answer bad = precare.call("evaluate", "{\"moment\": \"bookin\"}");
        check(bad.status < 0 && bad.json.contains("\"overall\":\"not-evaluated\"") && bad.where.equals("moment"),
                "a bad event is never clear");
        check(code(precare, "lookup", "{\"ref\": \"7K3M-9QXT\"}", "ref") < 0, "an unknown reference is an exception");
        methods(precare);
        precare.close();
        precare.close();
        check(code(precare, "evaluate", preview(), null) < 0, "a closed one is an exception");
        System.out.println(passed + " passed");
    }
}
