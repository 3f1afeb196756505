#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds tables of the manual to the program: tables.py ROOT PAGE [STATS.json].

Below <!-- table: NAME --> the first column of a table names things. chat: the keys of what is posted (the
goldens of the generic webhook, which says every field by its name, and its source); record: those that `records
export` writes; kept: the tables of the outbox; stats: the keys that `outbox stats` printed; journal: words of
the courier, which stand in its source. What a table lacks, or has too much, is a fault; exits 1 if there is
one.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])


def source(path):
    return (ROOT / path).read_text(encoding="utf-8")


def keys_of(value):
    if isinstance(value, dict):
        yield from value
        value = value.values()
    if not isinstance(value, (str, int, float, type(None))):
        for part in value:
            yield from keys_of(part)


def posted():
    texts = re.split(r"^== .*\n", source("tests/chat/golden/webhook.txt"), flags=re.M)
    seen = {key for text in texts if text.strip() for key in keys_of(json.loads(text))}
    return seen | set(re.findall(r'(?:json_\w+|pair)\(out, "(\w+)"', source("plugin/chat/target_webhook.c")))


def exported():
    text = source("plugin/outbox/reading_records.c")
    return set(re.findall(r'(?:json_\w+|row_time|list_json)\(json, "(\w+)"', text)) | {"ref", "told"}


def outbox():
    return set(re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)\(", source("plugin/outbox/store_sql.c")))


def stats():
    return set(json.loads(pathlib.Path(sys.argv[3]).read_text(encoding="utf-8")))


def courier():
    """The lines of the courier, for `journal`: which of the page's words stand in one."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "plugin/courier").glob("*.c")))
    text = re.sub(r'"\s*"', "", text)
    return {words for words in written(PAGE, "journal") if words in text}


PAGE = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
TABLES = {"chat": posted, "record": exported, "kept": outbox, "stats": stats, "journal": courier}


def written(page, name):
    rows = re.search(rf"<!-- table: {name} -->\n\|.*\n\|.*\n((?:\|.*\n)+)", page)
    first = [row.split("|")[1] for row in (rows[1] if rows else "").splitlines()]
    return {word for cell in first for word in re.findall(r"`([^`]+)`", cell)}


def main():
    faults, names = [], re.findall(r"<!-- table: (\w+) -->", PAGE)
    for name in names:
        there, said = TABLES[name](), written(PAGE, name)
        if len(there) < 8:
            faults.append(f"{name}: the program has another form: {sorted(there)}")
        faults += [f"{name}: the page says nothing of {key}" for key in sorted(there - said)]
        faults += [f"{name}: there is no {key}" for key in sorted(said - there)]
    print("\n".join(faults) or f"{len(names)} tables: true")
    return 1 if faults or not names else 0


sys.exit(main())
