// SPDX-License-Identifier: MIT
// A host in C#, on packaging/hosts/csharp/Precare.cs. Usage: CsharpHost.exe PLUGIN.so CONFIG RULES
using System;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading;
using PrecarePlugin;

static class CsharpHost
{
    static int passed;

    static void Check(bool holds, string what)
    {
        if (!holds)
        {
            Console.WriteLine("FAILED: " + what);
            Environment.Exit(1);
        }
        passed++;
    }

    static string Event(string phase, string moment = "booking", string now = "2026-12-01T10:00:00-05:00",
                        string more = "")
    {
        return "{\"format\": \"precare-event/1\", \"event_id\": \"apt-1042/1\", \"moment\": \"" + moment +
            "\", \"phase\": \"" + phase + "\", \"now\": \"" + now + "\", \"subject\": \"pt-88\", \"patient\": " +
            "{\"birth_date\": \"2007-05-04\"}, \"appointment\": {\"id\": \"apt-1042\", \"start\": " +
            "\"2027-01-12T14:00:00-05:00\", \"minutes\": 60, \"procedure\": {\"text\": \"microneedling\"}, " +
            "\"sites\": [\"cheek\"]}, \"medications\": {\"reviewed\": \"2026-12-01\", \"entries\": [{\"text\": " +
            "\"tretinoin 0.05% cream\", \"use\": \"ongoing\", \"sites\": [\"cheek\"]}]}" + more + "}";
    }

    static string Ref(string result)
    {
        const string key = "\"ref\":\"";
        int at = result.IndexOf(key, StringComparison.Ordinal);
        return at < 0 ? null : result.Substring(at + key.Length, result.IndexOf('"', at + key.Length) - at - key.Length);
    }

    static string Member(string json, string key) // of texts without quotes in them
    {
        return Regex.Match(json, "\"" + key + "\":\"([^\"]*)\"").Groups[1].Value;
    }

    static void Methods(Precare precare)
    {
        string list = Regex.Match(precare.Describe(), "\"methods\":\\[([^\\]]*)\\]").Groups[1].Value;
        foreach (string name in list.Replace("\"", "").Split(','))
        {
            string pascal = Regex.Replace("-" + name, "-(.)", m => m.Groups[1].Value.ToUpperInvariant());
            Check(typeof(Precare).GetMethod(pascal) != null, "has the method " + name + " of the door");
        }
        Check(precare.Needs("{\"moment\": \"booking\"}").Contains("\"medications\""), "needs");
        Check(precare.Stats().StartsWith("{"), "stats");
        string bare = Event("preview").Replace("medications", "x-medications");
        string form = precare.Form("{\"event\": " + bare + "}");
        Check(form.Contains("\"precare-form/1\""), "a form");
        string group = form.Substring(form.IndexOf("\"groups\"", StringComparison.Ordinal));
        string item = group.Substring(group.IndexOf("\"items\"", StringComparison.Ordinal));
        string filled = precare.Answers("{\"event\": " + bare + ", \"form\": " + form + ", \"answers\": {\"format\": " +
            "\"precare-answers/1\", \"form\": \"" + Member(form, "form") + "\", \"by\": \"" + Member(group, "of") +
            "\", \"answers\": {\"" + Member(item, "id") + "\": \"unsure\"}}}");
        Check(filled.Contains("\"missing\""), "and its answers");
        Check(precare.Sheet("{\"event\": " + bare + ", \"format\": \"text\"}").Contains("\"text\""), "a sheet");
        string told = precare.Evaluate(Event("final").Replace("apt-1042", "a"));
        Check(precare.Acknowledge("{\"ref\": \"" + Ref(told) + "\", \"action\": \"accepted\", \"actor\": \"u1\", " +
            "\"role\": \"nurse\"}").Contains("recorded"), "an acknowledgement");
        Check(precare.Lookup("{\"ref\": \"" + Ref(told) + "\"}").Contains("\"appointment\":\"a\""), "a lookup");
        Check(precare.Told("{\"ref\": \"" + Ref(told) + "\"}").Contains("\"by\":\"u1\""),
              "who was told, and who acknowledged it");
    }

    static int Main(string[] words)
    {
        string rules = words[2];
        var precare = new Precare(words[1], words[0]);
        Check(precare.Status == 0, "opens");
        string preview = precare.Evaluate(Event("preview"));
        Check(preview.Contains("\"overall\":\"hold\"") && Ref(preview) == null, "a preview holds and tells nobody");
        string settled = precare.Evaluate(Event("settle", more: ", \"disposition\": \"overridden\", " +
            "\"acknowledgements\": [{\"rule\": \"too-young\", \"action\": \"overridden\", \"role\": \"physician\", " +
            "\"actor\": \"u12\", \"reason\": \"benefit-outweighs\", \"at\": \"2026-12-01T10:01:00-05:00\"}]"));
        Check(Ref(settled) != null, "the settled booking tells the team");
        string ids = precare.Call("lookup", "{\"ref\": \"" + Ref(settled) + "\"}").Json;
        Check(ids.Contains("\"appointment\":\"apt-1042\""), "a reference leads back to the visit");
        Check(precare.Evaluate(Event("final", "check-in", "2027-01-12T13:55:00-05:00")).Contains("\"overall\":\"hold\""),
              "charting the check-in");
        var threads = new Thread[8];
        int held = 0;
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() =>
            {
                for (int n = 0; n < 100; n++)
                    if (precare.Evaluate(Event("preview")) .Contains("\"overall\":\"hold\""))
                        Interlocked.Increment(ref held);
            });
            threads[i].Start();
        }
        foreach (Thread thread in threads)
            thread.Join();
        Check(held == 800, "eight threads at once");
        File.WriteAllText(rules, File.ReadAllText(rules).Replace("1.0.1", "1.0.2").Replace(", v1.", ", v2."));
        using (var approve = System.Diagnostics.Process.Start(Environment.GetEnvironmentVariable("PRECARE_APPROVE"), ""))
            approve.WaitForExit();
        Check(precare.Reload().Contains("\"generation\""), "takes edited rules into use");
        Check(precare.Evaluate(Event("preview")).Contains("Under 22, v2."), "and judges by them");
        PrecareAnswer bad = precare.Call("evaluate", "{\"moment\": \"bookin\"}");
        Check(bad.Status < 0 && bad.Json.Contains("\"overall\":\"not-evaluated\"") && bad.Where == "moment",
              "a bad event is never clear");
        try
        {
            precare.Call("lookup", "{\"ref\": \"7K3M-9QXT\"}");
            Check(false, "an unknown reference is an exception");
        }
        catch (PrecareException e)
        {
            Check(e.Code < 0 && e.Where == "ref", "an unknown reference is an exception");
        }
        Methods(precare);
        precare.Dispose();
        precare.Dispose();
        try
        {
            precare.Evaluate(Event("preview"));
            Check(false, "a closed one is an exception");
        }
        catch (PrecareException e)
        {
            Check(e.Code < 0, "a closed one is an exception");
        }
        Console.WriteLine(passed + " passed");
        return 0;
    }
}
