// SPDX-License-Identifier: MIT
//
// A small host in C# with its adapter for `precare conform`: to copy from. It keeps appointments in memory, asks the plugin
// before it saves (preview) and tells it afterwards what became of it (settle), through packaging/hosts/csharp/Precare.cs. A
// series is one appointment of several days: each is an `occurrence` of its id. Run by tests/hosts/conform_bindings_test.sh:
//
//     mcs -r:System.Json -out:conform.exe packaging/hosts/csharp/Precare.cs tests/hosts/ConformHost.cs
//     precare conform --adapter "mono conform.exe"
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Json;
using System.Linq;
using PrecarePlugin;

static class ConformHost
{
    const string TimeOf = "yyyy-MM-ddTHH:mm:ss";

    static readonly Dictionary<string, string> Moments = new Dictionary<string, string> {
        { "check in", "check-in" }, { "chart", "treatment" }, { "react", "follow-up" } };
    static readonly Dictionary<string, string> Actions = new Dictionary<string, string> {
        { "confirm", "confirm" }, { "reschedule", "reschedule" }, { "cancel", "cancel" }, { "roll back", "reschedule" } };
    static readonly string[] Lists = { "conditions", "medications", "allergies", "procedures" };

    /// <summary>What the host keeps of a visit: the line that made it, and where it is now.</summary>
    sealed class Visit
    {
        public JsonObject Made, Changed; // the scenario that made it, and that which is being done
        public string Id, Occurrence, Start, Reviewed; // Reviewed: when all was asked about; null: never
    }

    /// <summary>What came of a user's request.</summary>
    sealed class Answer
    {
        public bool Saved;
        public string Shown;
    }

    static readonly Precare precare = new Precare(Environment.GetEnvironmentVariable("PRECARE_CONFIG"));
    static readonly Dictionary<int, Visit[]> saved = new Dictionary<int, Visit[]>(); // by scenario
    static int requests;

    static string Text(JsonValue value, string key)
    {
        return value.ContainsKey(key) && value[key] != null ? (string)value[key] : null;
    }

    static IEnumerable<JsonValue> Items(JsonValue value, string key)
    {
        return value.ContainsKey(key) && value[key] != null ? (JsonArray)value[key] : new JsonArray();
    }

    static JsonValue Word(string text) // System.Json writes a string that is null as ""
    {
        return text == null ? null : new JsonPrimitive(text);
    }

    static string Now()
    {
        return DateTime.UtcNow.ToString(TimeOf, CultureInfo.InvariantCulture) + "Z";
    }

    // ---- an event ----

    /// <summary>What this host knows of a visit, as an event.</summary>
    static JsonObject Event(Visit visit, string moment, string action)
    {
        JsonValue made = visit.Made, patient = made["patient"];
        var appointment = new JsonObject {
            { "id", visit.Id }, { "start", visit.Start }, { "minutes", made["minutes"] }, { "sites", made["sites"] },
            { "procedure", new JsonObject { { "text", made["procedure"] } } }, { "occurrence", Word(visit.Occurrence) } };
        var result = new JsonObject {
            { "format", "precare-event/1" }, { "event_id", visit.Id + "/" + visit.Occurrence + "/" + requests },
            { "moment", moment }, { "action", Word(action) }, { "now", Now() }, { "subject", patient["id"] },
            { "patient", new JsonObject { { "birth_date", patient["born"] } } }, { "appointment", appointment } };
        foreach (string list in Lists)
            result[list] = new JsonObject { { "reviewed", Word(visit.Reviewed) },
                                            { "entries", new JsonArray(Items(made, list)) } };
        var chart = new JsonObject();
        foreach (string key in new[] { "products", "reactions" })
            if (visit.Changed.ContainsKey(key))
                chart[key] = visit.Changed[key];
        if (chart.Count > 0)
            result["chart"] = chart;
        return result;
    }

    static JsonObject With(JsonObject value, params object[] members) // key, value, key, value
    {
        var result = new JsonObject(value);
        for (int i = 0; i < members.Length; i += 2)
            result[(string)members[i]] = members[i + 1] as JsonValue ?? Word((string)members[i + 1]);
        return result;
    }

    // ---- what the user sees ----

    /// <summary>The first line: never "clear" alone where questions wait for a later moment.</summary>
    static string Head(JsonValue result)
    {
        string overall = Text(result, "overall");
        string later = Items(result, "questions").Select(group => Text(group, "from")).FirstOrDefault(from => from != null);
        if (overall == "clear" && later != null)
            return "clear so far, questions at " + later;
        return overall == "not-evaluated" ? "NOT CHECKED" : overall;
    }

    static string Screen(JsonValue result)
    {
        var lines = new List<string> { Head(result) };
        foreach (JsonValue finding in Items(result, "findings").Where(one => Text(one, "outcome") != "ask"))
        {
            lines.Add(Text(finding, "outcome").ToUpperInvariant() + ": " +
                      (Text(finding, "say") ?? Text(finding, "title") ?? Text(finding, "rule")));
            foreach (JsonValue task in Items(finding, "tasks"))
                lines.Add("  - " + (Text(task, "tell_patient") ?? Text(task, "do")));
        }
        foreach (JsonValue group in Items(result, "questions"))
            foreach (JsonValue ask in Items(group, "ask"))
                lines.Add((Text(group, "from") == null ? "" : "at " + Text(group, "from") + ", ") + Text(group, "of") +
                          ": " + (string)ask);
        return string.Join("\n", lines);
    }

    // ---- a request of a user ----

    /// <summary>Null: the call failed, the visit is not checked, and the user's work goes on.</summary>
    static JsonValue Attempt(Func<string, string> call, JsonObject document)
    {
        try
        {
            return JsonValue.Parse(call(document.ToString()));
        }
        catch (PrecareException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return null;
        }
    }

    /// <summary>Asks the plugin, and says what was put on the screen; null: it could not be asked.</summary>
    static JsonValue Look(JsonObject facts, Visit visit)
    {
        JsonValue result = Attempt(precare.Evaluate, With(facts, "phase", "preview"));
        if (result != null)
            Attempt(precare.Acknowledge, new JsonObject { { "action", "shown" }, { "appointment", visit.Id },
                { "occurrence", Word(visit.Occurrence) }, { "subject", facts["subject"] }, { "reason", result["overall"] } });
        return result;
    }

    /// <summary>Of each finding that this role may override: who did, and why.</summary>
    static JsonArray Overridden(JsonValue result, JsonObject by)
    {
        var may = Items(result, "findings").Where(finding => finding["override"] != null &&
            Items(finding["override"], "by").Any(role => (string)role == Text(by, "role")));
        return new JsonArray(may.Select(finding => With(by, "rule", finding["rule"], "action", "overridden")));
    }

    /// <summary>Look, decide, save, settle. `save` is the host's own transaction, and says whether it held.</summary>
    static Answer Request(Visit visit, string action, JsonObject line, Func<bool> save)
    {
        string moment;
        JsonObject facts = Event(visit, Moments.TryGetValue(line["do"], out moment) ? moment : "booking", action);
        JsonValue result = Look(facts, visit);
        bool blocked = result != null && Items(result, "findings").Any(finding => Text(finding, "outcome") == "block");
        bool done = Text(line, "user") != "gives up" && !blocked && save();
        JsonObject settle = With(facts, "phase", "settle", "disposition", done ? "saved" : "abandoned");
        if (done && result != null && line.ContainsKey("override"))
            settle = With(settle, "disposition", "overridden", "acknowledgements",
                          Overridden(result, (JsonObject)line["override"]));
        Attempt(precare.Evaluate, settle);
        return new Answer { Saved = done, Shown = result == null ? "NOT CHECKED" : Screen(result) };
    }

    // ---- the calendar ----

    static Visit[] Bookings(JsonObject line)
    {
        bool single = !line.ContainsKey("series");
        int count = single ? 1 : (int)line["series"]["count"];
        int every = single ? 0 : int.Parse(Text(line["series"], "every").TrimEnd('d'), CultureInfo.InvariantCulture);
        DateTime start = DateTime.ParseExact(line["start"], TimeOf, CultureInfo.InvariantCulture);
        return Enumerable.Range(0, count).Select(i => start.AddDays(i * every)).Select(day => new Visit {
            Made = line, Changed = line, Id = "apt-" + (int)line["n"], Start = day.ToString(TimeOf, CultureInfo.InvariantCulture),
            Reviewed = (bool)line["asked"] ? Now() : null,
            Occurrence = single ? null : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }).ToArray();
    }

    static Answer Book(JsonObject line, bool failing)
    {
        Visit[] visits = Bookings(line);
        Answer[] answers = visits.Select(visit => Request(visit, "create", line, () => !failing)).ToArray();
        if (answers.All(answer => answer.Saved))
            saved[line["n"]] = visits;
        return new Answer { Saved = answers.All(answer => answer.Saved),
                            Shown = string.Join("\n", answers.Select(answer => answer.Shown)) };
    }

    static Answer Edit(JsonObject line, bool failing)
    {
        string action;
        int which = line.ContainsKey("which") ? (int)line["which"] - 1 : 0;
        Visit[] row = saved[line["of"]];
        Visit old = row[which];
        var visit = new Visit { Made = old.Made, Changed = line, Id = old.Id, Occurrence = old.Occurrence, Reviewed = old.Reviewed,
                                Start = Text(line, "start") ?? old.Start };
        Actions.TryGetValue(line["do"], out action);
        return Request(visit, action, line, () =>
        {
            if (!failing)
                row[which] = visit;
            return !failing;
        });
    }

    static JsonObject Scenario(JsonObject line)
    {
        bool failing = Text(line, "do") == "roll back";
        Func<JsonObject, bool, Answer> act = line.ContainsKey("of") ? (Func<JsonObject, bool, Answer>)Edit : Book;
        requests++; // run again, it is the same request
        Answer answer = act(line, failing);
        if (Text(line, "do") == "retry")
            answer = act(line, failing);
        return new JsonObject { { "n", line["n"] }, { "saved", answer.Saved }, { "shown", answer.Shown } };
    }

    static void Main()
    {
        using (precare)
            for (string text = Console.ReadLine(); text != null; text = Console.ReadLine())
                Console.WriteLine(Scenario((JsonObject)JsonValue.Parse(text)).ToString());
    }
}
