#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds the recipes of CONTRIBUTING.md to the code: recipes.py ROOT.

For each recipe it finds the things that exist (conditions, keys, chats, codes, commands, adapters) and looks in each file
that the recipe lists for what such a thing leaves there. A file that is listed and not looked into, or the other way round, is
a fault; so is a thing's identifier in a source file that its recipe does not list. Prints each fault, then how much it looked
at; exits 1 if there is one. Called by recipes_test.sh.
"""
import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
faults = []
looked = 0


def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8")


def rows(path, pattern):
    return [m.groupdict() for m in re.finditer(pattern, text_of(path), re.M)]


def recipes():
    """{title: [path, ...]} as CONTRIBUTING.md lists them."""
    part = text_of("CONTRIBUTING.md").split("\n## Recipes\n")[1].split("\n## ")[0]
    found = {}
    for section in part.split("\n### ")[1:]:
        title = section.split("\n")[0]
        found[title] = re.findall(r"^\| `([^`]+)` \|", section, re.M)
    return found


def everywhere(folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".c", ".h", ".def"):
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


# What each source file names, but for what it calls or declares as a function. Looked up, not searched for: many things are
# looked for in many files.
NAMES = {path: frozenset(re.findall(r"\b\w+\b(?! ?\()", text)) for path, text in everywhere(["plugin", "include"])}

# Of each recipe: the things that exist, and for each listed file what such a thing leaves in it (a pattern; {X} is filled in
# from the thing; with a second file: in one of the two; None: the file is there, and what it holds is anybody's).
# "alone": identifiers that stand in no other source file than the listed ones; "somewhere": one that stands in some.
RECIPES = {
    "A condition of the rule language": {
        "things": rows("plugin/rulebook/kinds.def", r'^KIND\((?P<ID>[A-Z_]+), "(?P<KEY>[a-z.]+)", FACT,'),
        "files": {
            "plugin/base/words.def": None,
            "plugin/rulebook/kinds.def": r"^KIND\({ID},",
            "plugin/rulebook/compile.c": None,
            "plugin/rulebook/compile_words.c": None,
            "plugin/engine/matter.c": None,
            "plugin/engine/condition_fact.c": r"\[COND_{ID}\] = ",
            "plugin/engine/inquiry.c": None,
            "plugin/form/follow.c": None,
            "plugin/form/gather.c": None,
            "plugin/form/sighting.c": None,
            "plugin/form/meant.c": None,
            "plugin/review/sentence_fact.c": r"\[COND_{ID}\] = ",
            "tests/review/golden/conditions/KEY.txt": r".",
            "tests/engine/condition_*_test.c": r"\b{KEY}\b",
            "packaging/manual/rule-language.md": r"^\| `{KEY}` \|",
        },
        "alone": ["COND_{ID}"],
    },
    "A key of the event": {
        "things": [dict(m.groupdict(), FIELD=m["FIELD"].split("[")[0]) for m in re.finditer(
            r'\.json\s*=\s*SAYS\("(?P<KEY>\w+)"(?:(?!\.json).)*?\b(?:VISIT|ENTRY)\((?P<FIELD>[\w\[\]]+)\)'
            r"(?:(?!\.json).)*?HEADER\((?P<STRUCT>\w+), (?P<HEAD>\w+)\)", text_of("plugin/visit/event_keys.c"), re.S)],
        "files": {
            "plugin/visit/visit.h": r"\b{FIELD}\b",
            "include/precare/precare.h": r"\b{HEAD}\b",
            "plugin/base/words.def": None,
            "plugin/visit/event_keys.c": r'SAYS\("{KEY}"',
            "plugin/abi/event_struct.c": (r"\b{HEAD}\b", "plugin/abi/event_chart.c"),
            "plugin/abi/event_chart.c": (r"\b{HEAD}\b", "plugin/abi/event_struct.c"),
            "packaging/manual/events.md": r"^\| `{KEY}` \|",
        },
    },
    "A chat": {
        "things": rows("plugin/config/channel_kinds.h", r'^    ROW\((?P<ID>[A-Z_]+), +(?P<FILE>\w+), +"(?P<WORD>[a-z-]+)"'),
        "files": {
            "plugin/config/channel_kinds.h": r'ROW\({ID}, +{FILE}, +"{WORD}"',
            "plugin/chat/target_FILE.c": r"const struct target target_{FILE} = ",
            "tests/chat/golden/WORD.txt": r".",
            "packaging/manual/configuration.md": r"`{WORD}`",
        },
        "alone": ["CHANNEL_{ID}", "target_{FILE}"],
    },
    "An error code": {
        "things": rows("plugin/base/fault_codes.h", r"^    ROW\((?P<CODE>[A-Z]\d{3}), (?P<WORD>\w+), (?P<ROOM>\w+)\)"),
        "files": {
            "plugin/base/fault_codes.h": r"ROW\({CODE}, (error|warning), {ROOM}\)",
            "plugin/base/pages/CODE.txt": r"\A[^\n]+\n\n[^\n]+",
            "tests/ROOM/golden": r" (error|warning) {CODE}: ",
        },
        "somewhere": ["FAULT_{CODE}"],
    },
    "A method of the JSON door": {
        "things": [dict(m.groupdict(), CALL=m["NAME"].replace("-", "_")) for m in re.finditer(
            r'^METHOD\("(?P<NAME>[a-z-]+)"', text_of("plugin/abi/methods.def"), re.M)],
        "files": {
            "plugin/abi/methods.def": r'^METHOD\("{NAME}", \w+,',
            "include/precare/precare.h": r"^ \*   {NAME} ",
            "packaging/hosts/python/precare.py": r"^    def {CALL}\(self",
            "tests/abi/json_test.c": r'"{NAME}"',
            "packaging/manual/json-door.md": r"^\| `{NAME}` \|",
        },
    },
    "A code of strict mode": {
        "things": rows("plugin/strict/codes.h", r'^    ROW\((?P<ID>[A-Z_]+), "(?P<WORD>[a-z-]+)"'),
        "files": {
            "plugin/strict/codes.h": r'ROW\({ID}, "{WORD}"',
            "tests/support/strict_wrong.c": r"^    \{STRICT_{ID}, \w+, ",
            "packaging/manual/conformance.md": r"^### {WORD}$",
        },
        "somewhere": r"\bSTRICT_{ID}\b",
    },
    "A sub-command": {
        "things": rows("plugin/cli/commands.c", r"^    ROW\((?P<NAME>\w+)\)"),
        "files": {
            "plugin/cli/commands.c": r"ROW\({NAME}\)",
            "plugin/cli/NAME.c": r"const struct cli_command {NAME}_command = ",
            "CHANGELOG.md": None,
        },
        "alone": ["{NAME}_command"],
    },
    "An adapter for a host": {
        "things": [{"NAME": p.name} for p in sorted((ROOT / "packaging/hosts").iterdir()) if p.is_dir()],
        "files": {
            "packaging/hosts/NAME/README.md": r"^#",
            "tests/hosts/NAME_test.sh": r"hosts/{NAME}|hosts/\$|{NAME}",
            "packaging/install-deps": None,
            "README.md": r"\(packaging/hosts/{NAME}/README\.md\)",
            "CHANGELOG.md": None,
        },
    },
}


def filled(pattern, thing, quote=lambda s: s):
    for name, value in thing.items():
        pattern = pattern.replace("{" + name + "}", quote(value))
    return pattern


def path_of(pattern, thing):
    for name, value in thing.items():
        pattern = re.sub(rf"\b{name}\b|(?<=_){name}\b|\b{name}(?=_)", value, pattern)
    return pattern


@functools.lru_cache(maxsize=None)
def texts(path):
    """The text of a file, of each file of a folder, or of each that a pattern names; read once, asked for by many."""
    found = [f for where in ROOT.glob(path) for f in (where, *where.rglob("*"))]
    return [f.read_text(encoding="utf-8", errors="replace") for f in found if f.is_file()]


def holds(path, pattern):
    return any(re.search(pattern, text, re.M) for text in texts(path))


def found_in(paths, mark, thing):
    if isinstance(mark, tuple):
        mark, paths = mark[0], paths + [mark[1]]
    return any(holds(path, filled(mark, thing, re.escape)) for path in paths)


def check(title, recipe):
    global looked
    for thing in recipe["things"]:
        called = " ".join(thing.values())
        listed = set()
        for pattern, mark in recipe["files"].items():
            path = path_of(pattern, thing)
            listed.add(path)
            looked += 1
            if next(ROOT.glob(path), None) is None:
                faults.append(f"{title}: {called}: there is no {path}")
            elif mark is not None and not found_in([path], mark, thing):
                faults.append(f"{title}: {called}: {path} has nothing of it")
        alone = {filled(name, thing) for name in recipe.get("alone", [])}
        for path, names in NAMES.items():
            if path not in listed and not alone.isdisjoint(names):
                faults.append(f"{title}: {called}: {path} knows of it, and the recipe does not say so")
        somewhere = {filled(name, thing) for name in recipe.get("somewhere", [])}
        if somewhere and all(somewhere.isdisjoint(names) for names in NAMES.values()):
            faults.append(f"{title}: {called}: nothing reports it")


def main():
    written = recipes()
    for title in sorted(set(written) ^ set(RECIPES)):
        faults.append(f"{title}: a recipe that is {'not written' if title in RECIPES else 'not held to the code'}")
    for title, recipe in RECIPES.items():
        for path in sorted(set(written.get(title, [])) ^ set(recipe["files"])):
            faults.append(f"{title}: {path} is {'not listed' if path in recipe['files'] else 'listed, and nobody looks into it'}")
        if len(recipe["things"]) < 2:
            faults.append(f"{title}: found {len(recipe['things'])} of them: the table has another form")
        check(title, recipe)
    print("\n".join(dict.fromkeys(faults)))
    print(f"{sum(len(r['things']) for r in RECIPES.values())} things, looked for in {looked} files")
    return 1 if faults else 0


sys.exit(main())
