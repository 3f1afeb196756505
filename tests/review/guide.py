#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the steps of a guide: guide.py GUIDE.md DIRECTORY COMMAND.

DIRECTORY is the reader's machine: /etc/precare and the like lie below it. Where it has a folder `bin`, any
command may be typed, found there first (what a test must not do to its machine, `adduser`, is a stand-in
there), and /etc/precare/precare.yaml is the configuration; without it only `precare` is. A line OLD -> NEW of
its file `instead` is done to all that is saved and typed; in NEW a backslash and n are a new line.

A comment before a block says what it is: <!-- save: FILE -->, <!-- append: FILE -->, <!-- run -->, <!-- paste:
TEXT -->, which runs with TEXT as its input (a backslash and n are a new line); a comment <!-- replace: FILE: OLD -> NEW --> is done where it
stands. In a `run` block a line after "$ " is typed, the others must be printed in this order; "..." stands for
any lines, in a line for any text, and without it nothing else may be printed. A block of YAML, JSON or console
that says nothing of itself is a fault: what a reader sees is run. What is shown as a part of a file that was
saved is <!-- shown: FILE -->. <!-- prints: precare ... --> is before the JSON that it prints, in which "..."
stands for any value. On a machine with `bin` a command in the text is typed too, where it has no word of the
reader's own in it (HOSTUSER): it may say no, but it must be one.
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys


MACHINE = ("/etc/precare", "/usr/share/precare")
WHOLE_MACHINE = MACHINE + ("/var/lib/precare", "/safe/place", "/srv/you")


def inside(text, directory):
    for folder in WHOLE_MACHINE if (directory / "bin").is_dir() else MACHINE:
        text = text.replace(folder, f"{directory}{folder}")
    instead = directory / "instead"
    for line in instead.read_text().splitlines() if instead.exists() else []:
        old, new = line.split(" -> ")
        text = text.replace(old, new.replace("\\n", "\n"))
    return text


def type_in(typed, directory, command, pasted=""):
    """What came of a command, both streams together, and its exit code."""
    typed, machine = inside(typed, directory), (directory / "bin").is_dir()
    words = ["sh", "-c", typed] if machine else [command] + shlex.split(typed)[1:]
    around = dict(os.environ, PATH=f"{directory}/bin:{os.environ['PATH']}", TZ="UTC", USER="you",
                  PRECARE_CONFIG=f"{directory}/etc/precare/precare.yaml") if machine else None
    done = subprocess.run(words, cwd=directory, text=True, env=around, input=inside(pasted, directory).replace("\\n", "\n"),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return done.stdout.replace(f"{directory}/", "/" if machine or "/etc/" in typed else ""), done.returncode


def line_fits(wanted, came):
    parts = [re.escape(part) for part in wanted.split("...")]
    return re.fullmatch(".*".join(parts), came) is not None


def fits(wanted, came):
    if not wanted:
        return not came
    if wanted[0] == "...":
        return any(fits(wanted[1:], came[i:]) for i in range(len(came) + 1))
    return bool(came) and line_fits(wanted[0], came[0]) and fits(wanted[1:], came[1:])


def run(block, directory, command, line, pasted):
    if not block[0].startswith("$ " if (directory / "bin").is_dir() else "$ precare "):
        sys.exit(f"line {line}: a step must begin with $ precare")
    begins = [i for i, text in enumerate(block) if text.startswith("$ ")]
    for i, end in zip(begins, begins[1:] + [len(block)]):
        came = type_in(block[i][2:], directory, command, pasted)[0].splitlines()
        if not fits(block[i + 1:end], came):
            promised, came = "\n".join(block[i + 1:end]), "\n".join(came)
            sys.exit(f"line {line}: {block[i]}\n-- promised\n{promised}\n-- came\n{came}")


def told(text, directory, command, line):
    """Types the commands that stand in a line of the text."""
    for typed in re.findall(r"`((?:sudo |precare )[^`]+)`", text):
        if re.search(r"[A-Z]{2}|courier$|\.\.\.", typed):
            continue
        came, code = type_in(typed, directory, command)
        named = re.fullmatch(r"precare [a-z-]+", typed) is not None  # a command that is spoken of, not typed
        if code in (64, 70, 126, 127) and not (named and code == 64):
            sys.exit(f"line {line}: `{typed}` leaves with {code}: {came}")


def same(wanted, came):
    if wanted == "...":
        return True
    if isinstance(wanted, dict):
        return isinstance(came, dict) and wanted.keys() == came.keys() and all(same(wanted[k], came[k]) for k in wanted)
    if isinstance(wanted, list):
        return isinstance(came, list) and len(wanted) == len(came) and all(map(same, wanted, came))
    return wanted == came


def prints(typed, block, directory, command, line):
    done = subprocess.run([command] + shlex.split(typed)[1:], cwd=directory, text=True, timeout=60,
                          stdout=subprocess.PIPE)
    if not same(json.loads("\n".join(block)), json.loads(done.stdout)):
        sys.exit(f"line {line}: {typed}\n-- came\n{done.stdout}")


def replace(directory, what, line):
    name, change = what.split(": ", 1)
    old, new = change.split(" -> ")
    path = directory / name.lstrip("/")
    text = path.read_text()
    if text.count(old) != 1:
        sys.exit(f"line {line}: '{old}' stands {text.count(old)} times in {name}")
    path.write_text(text.replace(old, new))


def main():
    lines = pathlib.Path(sys.argv[1]).read_text().splitlines()
    directory, command = pathlib.Path(sys.argv[2]), sys.argv[3]
    steps, asked, i = 0, None, 0
    while i < len(lines):
        comment = re.fullmatch(r"<!-- (save|append|run|paste|replace|shown|prints)(?:: (.*))? -->", lines[i])
        if comment and comment[1] == "replace":
            replace(directory, comment[2], i + 1)
            steps += 1
        elif comment:
            asked = comment
        elif lines[i].startswith("```") and lines[i] != "```":
            end = lines.index("```", i + 1)
            block = lines[i + 1:end]
            if asked is None and lines[i][3:] in ("yaml", "json", "console"):
                sys.exit(f"line {i + 1}: nothing says how this block is run")
            if asked and asked[1] in ("run", "paste"):
                run(block, directory, command, i + 1, f"{asked[2] or ''}\n")
            elif asked and asked[1] == "prints":
                prints(asked[2], block, directory, command, i + 1)
            elif asked and asked[1] == "shown":
                if "\n".join(block) not in (directory / asked[2]).read_text():
                    sys.exit(f"line {i + 1}: {asked[2]} does not hold these lines")
            elif asked:
                path = directory / asked[2].lstrip("/")
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("a" if asked[1] == "append" else "w") as file:
                    file.write(inside("\n".join(block), directory) + "\n")
            steps += asked is not None
            asked, i = None, end
        elif (directory / "bin").is_dir():
            told(lines[i], directory, command, i + 1)
        i += 1
    print(f"{steps} steps")


main()
