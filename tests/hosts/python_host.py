# SPDX-License-Identifier: MIT
"""A host in Python, by ctypes alone: the plugin's table for one booking, and the JSON door for a whole visit.

Usage: python_host.py PLUGIN.so CONFIG RULES. ctypes lets go of the interpreter's lock during a call, so calls from
several threads really overlap. Prints "N passed"; leaves with 1 when something is not as it must be.
"""
import ctypes as c
import json
import os
import subprocess
import sys
import threading

passed = 0


def check(holds, what):
    global passed
    if not holds:
        print("FAILED:", what)
        sys.exit(1)
    passed += 1


class Error(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("code", c.c_int32), ("line", c.c_uint32), ("column", c.c_uint32),
                ("where", c.c_char * 256), ("message", c.c_char * 512)]

    def __init__(self):
        super().__init__(struct_size=c.sizeof(Error))


class Precare:
    """The JSON door: texts in, texts out. An adapter needs no more than this class."""

    def __init__(self, plugin, config):
        self.so = c.CDLL(plugin)
        self.so.precare_json_open.argtypes = [c.c_char_p, c.POINTER(c.c_void_p), c.POINTER(Error)]
        self.so.precare_json_call.argtypes = [c.c_void_p, c.c_char_p, c.c_char_p, c.c_uint64, c.POINTER(c.c_void_p),
                                              c.POINTER(c.c_uint64), c.POINTER(Error)]
        self.so.precare_json_free.argtypes = [c.c_void_p]
        self.so.precare_json_free.restype = None
        self.so.precare_json_close.argtypes = [c.c_void_p]
        self.handle = c.c_void_p()
        err = Error()
        self.status = self.so.precare_json_open(config.encode(), c.byref(self.handle), c.byref(err))
        if self.status < 0:
            raise RuntimeError(err.message.decode())

    def call(self, method, document=None):
        """Status, answer (None where there is none), error."""
        body = json.dumps(document).encode() if document is not None else None
        out, size, err = c.c_void_p(), c.c_uint64(), Error()
        status = self.so.precare_json_call(self.handle, method.encode(), body, len(body or b""), c.byref(out),
                                           c.byref(size), c.byref(err))
        answer = json.loads(c.string_at(out, size.value)) if out.value else None
        self.so.precare_json_free(out)
        return status, answer, err

    def close(self):
        return self.so.precare_json_close(self.handle)


def event(phase, **more):
    return {"format": "precare-event/1", "event_id": "apt-1042/1", "moment": "booking", "phase": phase,
            "now": "2026-12-01T10:00:00-05:00", "subject": "pt-88", "patient": {"birth_date": "2007-05-04"},
            "appointment": {"id": "apt-1042", "start": "2027-01-12T14:00:00-05:00", "minutes": 60,
                            "procedure": {"text": "microneedling"}, "sites": ["cheek"]},
            "medications": {"reviewed": "2026-12-01", "entries": [
                {"text": "tretinoin 0.05% cream", "use": "ongoing", "sites": ["cheek"]}]}, **more}


def said(result):
    return [(f["outcome"], f["rule"], f["say"]) for f in result["findings"]]


def visit(plugin, config, rules):
    precare = Precare(plugin, config)
    check(precare.status == 0, "opens")
    _, about, _ = precare.call("describe")
    check(about["name"] == "precare", "describes itself")
    status, needs, _ = precare.call("needs", {"moment": "booking", "procedure": "microneedling"})
    check(status == 0 and "medications" in needs["needs"], "says which facts it needs")

    status, result, _ = precare.call("evaluate", event("preview"))
    check(status == 0 and result["overall"] == "hold" and result["ref"] is None, "a preview holds and tells nobody")
    check(said(result) == [("hold", "too-young", "Under 22, v1."), ("warn", "retinoid", "tretinoin in use, v1.")],
          "hold first, then the warning")
    ack = {"rule": "too-young", "action": "overridden", "role": "physician", "actor": "u12",
           "reason": "benefit-outweighs", "at": "2026-12-01T10:01:00-05:00"}
    status, result, _ = precare.call("evaluate", event("settle", disposition="overridden", acknowledgements=[ack]))
    check(status == 0 and result["ref"], "the settled booking tells the team")
    status, ids, _ = precare.call("lookup", {"ref": result["ref"]})
    check(ids["subject"] == "pt-88" and ids["appointment"] == "apt-1042", "a reference leads back to the visit")
    status, _, _ = precare.call("acknowledge", {"ref": result["ref"], "rule": "retinoid", "action": "accepted",
                                                "role": "nurse", "actor": "u3", "at": "2026-12-01T10:05:00-05:00"})
    check(status == 0, "a warning is acknowledged")

    status, result, _ = precare.call("evaluate", event("final", moment="check-in", now="2027-01-12T13:55:00-05:00"))
    check(status == 0 and result["overall"] == "hold", "charting the check-in")

    with open(rules) as file:
        text = file.read()
    with open(rules, "w") as file:
        file.write(text.replace("1.0.1", "1.0.2").replace(", v1.", ", v2."))
    subprocess.run([os.environ["PRECARE_APPROVE"]], check=True)
    status, generation, _ = precare.call("reload")
    check(status == 0 and generation["generation"] > 0, "takes edited rules into use")
    status, result, _ = precare.call("evaluate", event("preview"))
    check(said(result)[0][2] == "Under 22, v2.", "and judges by them")

    status, result, err = precare.call("evaluate", {"moment": "bookin"})
    check(status < 0 and result["overall"] == "not-evaluated" and err.where, "a bad event is never clear")
    check(precare.call("no-such-method")[0] < 0, "an unknown method is an error")

    overall = []
    threads = [threading.Thread(target=lambda n=n: overall.append(
        precare.call("evaluate", event("preview", event_id=f"apt-{n}"))[1]["overall"])) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(overall == ["hold"] * 24, "24 bookings at once")
    check(precare.close() == 0, "closes")
    check(precare.close() < 0 and precare.call("stats")[0] < 0, "and stays closed")


# ---- the table itself, as far as one booking needs it ----

class Array(c.Structure):
    _fields_ = [("items", c.c_void_p), ("count", c.c_uint32), ("stride", c.c_uint32)]


class Time(c.Structure):
    _fields_ = [(n, c.c_uint32 if n == "precision" else c.c_int32) for n in
                "precision year month day hour minute second offset_minutes".split()]


class List(c.Structure):
    _fields_ = [("reviewed", Time), ("entries", Array), ("asked", Array)]


class Patient(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("pregnancy", c.c_uint32), ("sex", c.c_char_p), ("birth_date", Time)]


class Appointment(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("state", c.c_uint32), ("id", c.c_char_p), ("start", Time),
                ("procedure_text", c.c_char_p), ("procedure_code", c.c_char_p), ("procedure_checked", c.c_uint32),
                ("minutes", c.c_int32), ("modality", c.c_char_p), ("sites", Array), ("indication", c.c_char_p),
                ("price", c.c_char_p), ("occurrence", Time), ("also", Array)]


class Event(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("moment", c.c_uint32), ("action", c.c_uint32), ("phase", c.c_uint32),
                ("disposition", c.c_uint32), ("reserved", c.c_uint32), ("event_id", c.c_char_p),
                ("subject", c.c_char_p), ("now", Time), ("patient", c.POINTER(Patient)),
                ("appointment", c.POINTER(Appointment)), ("provider", c.c_void_p), ("conditions", List),
                ("medications", List), ("allergies", List), ("procedures", List), ("answers", Array),
                ("procedure_ended", Time), ("reactions", Array), ("products", Array), ("fields", Array),
                ("clearances", Array), ("acknowledgements", Array)]


class Params(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("reserved", c.c_uint32), ("config", c.c_char_p)]


class Result(c.Structure):  # as far as it is read here
    _fields_ = [("struct_size", c.c_uint32), ("overall", c.c_uint32), ("coverage", c.c_uint32)]


def function(*arguments):
    return c.CFUNCTYPE(c.c_int32, *arguments)


HOOK = function(c.c_void_p, c.POINTER(Event), c.POINTER(c.POINTER(Result)), c.POINTER(Error))


class Api(c.Structure):
    _fields_ = [("magic", c.c_uint32), ("struct_size", c.c_uint32), ("major", c.c_uint32), ("minor", c.c_uint32),
                ("name", c.c_char_p), ("version", c.c_char_p), ("build", c.c_char_p),
                ("open", function(c.c_void_p, c.POINTER(Params), c.POINTER(c.c_void_p), c.POINTER(Error))),
                ("start", function(c.c_void_p, c.POINTER(Error))), ("booking", HOOK), ("charting", HOOK),
                ("needs", c.c_void_p), ("result_free", function(c.c_void_p, c.POINTER(Result))),
                ("lookup", c.c_void_p), ("acknowledge", c.c_void_p), ("reload", c.c_void_p),
                ("stop", function(c.c_void_p, c.c_uint32, c.POINTER(Error))), ("close", function(c.c_void_p))]


def table(plugin, config):
    so = c.CDLL(plugin)
    so.precare_entry_v1.restype = c.POINTER(Api)
    api = so.precare_entry_v1(0).contents
    check(api.magic == 0x31435250 and api.name == b"precare", "the table")
    instance, err = c.c_void_p(), Error()
    params = Params(struct_size=c.sizeof(Params), config=config.encode())
    check(api.open(None, c.byref(params), c.byref(instance), c.byref(err)) == 0, "open")
    patient = Patient(struct_size=c.sizeof(Patient), birth_date=Time(3, 2007, 5, 4))
    appointment = Appointment(struct_size=c.sizeof(Appointment), id=b"apt-7", start=Time(3, 2027, 1, 12),
                              procedure_text=b"microneedling")
    booking = Event(struct_size=c.sizeof(Event), moment=1, phase=1, event_id=b"apt-7/1", now=Time(3, 2026, 12, 1),
                    patient=c.pointer(patient), appointment=c.pointer(appointment))
    result = c.POINTER(Result)()
    check(api.booking(instance, c.byref(booking), c.byref(result), c.byref(err)) == 0, "booking")
    check(result.contents.overall == 60, "held")
    check(api.result_free(instance, result) == 0, "freed")
    check(api.close(instance) == 0 and api.close(instance) < 0, "closed, once")


if __name__ == "__main__":
    visit(*sys.argv[1:4])
    table(*sys.argv[1:3])
    print(passed, "passed")
