#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the steps of a guide: guide.py GUIDE.md DIRECTORY COMMAND.

A comment before a block says what it is: <!-- save: FILE -->, <!-- append: FILE -->, <!-- run -->; a comment
<!-- replace: FILE: OLD -> NEW --> is done where it stands. In a `run` block a line after "$ " is typed, the others must be
printed in this order; "..." stands for any lines, in a line for any text, and without it nothing else may be printed. A block of YAML, JSON or console that says nothing of itself is a fault: what a reader sees is run. What is shown as a
part of a file that was saved is <!-- shown: FILE -->. <!-- prints: precare ... --> is before the JSON that it prints, in which
"..." stands for any value. """
import json
import pathlib
import re
import shlex
import subprocess
import sys


MACHINE = ("/etc/precare", "/usr/share/precare")


def inside(text, directory):
    for folder in MACHINE:
        text = text.replace(folder, f"{directory}{folder}")
    return text


def line_fits(wanted, came):
    parts = [re.escape(part) for part in wanted.split("...")]
    return re.fullmatch(".*".join(parts), came) is not None


def fits(wanted, came):
    if not wanted:
        return not came
    if wanted[0] == "...":
        return any(fits(wanted[1:], came[i:]) for i in range(len(came) + 1))
    return bool(came) and line_fits(wanted[0], came[0]) and fits(wanted[1:], came[1:])


def run(block, directory, command, line):
    typed = block[0]
    if not typed.startswith("$ precare "):
        sys.exit(f"line {line}: a step must begin with $ precare")
    done = subprocess.run([command] + shlex.split(inside(typed[2:], directory))[1:], cwd=directory, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    came = done.stdout.replace(f"{directory}/", "/" if "/etc/" in typed else "").splitlines()
    if not fits(block[1:], came):
        sys.exit(f"line {line}: {typed}\n-- promised\n" + "\n".join(block[1:]) + "\n-- came\n" + "\n".join(came))


def same(wanted, came):
    if wanted == "...":
        return True
    if isinstance(wanted, dict):
        return isinstance(came, dict) and wanted.keys() == came.keys() and all(same(wanted[k], came[k]) for k in wanted)
    if isinstance(wanted, list):
        return isinstance(came, list) and len(wanted) == len(came) and all(map(same, wanted, came))
    return wanted == came


def prints(typed, block, directory, command, line):
    done = subprocess.run([command] + shlex.split(typed)[1:], cwd=directory, text=True, stdout=subprocess.PIPE, timeout=60)
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
        comment = re.fullmatch(r"<!-- (save|append|run|replace|shown|prints)(?:: (.*))? -->", lines[i])
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
            if asked and asked[1] == "run":
                run(block, directory, command, i + 1)
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
        i += 1
    print(f"{steps} steps")


main()
