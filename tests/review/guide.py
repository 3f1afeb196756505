#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the steps of a guide: guide.py GUIDE.md DIRECTORY COMMAND.

A comment before a block says what it is: <!-- save: FILE -->, <!-- append: FILE -->, <!-- run -->; a comment
<!-- replace: FILE: OLD -> NEW --> is done where it stands. In a `run` block a line after "$ " is typed, the others must be
printed in this order; "..." stands for any lines, and without it nothing else may be printed.
"""
import pathlib
import re
import shlex
import subprocess
import sys


def fits(wanted, came):
    if not wanted:
        return not came
    if wanted[0] == "...":
        return any(fits(wanted[1:], came[i:]) for i in range(len(came) + 1))
    return bool(came) and wanted[0] == came[0] and fits(wanted[1:], came[1:])


def run(block, directory, command, line):
    typed = block[0]
    if not typed.startswith("$ precare "):
        sys.exit(f"line {line}: a step must begin with $ precare")
    done = subprocess.run([command] + shlex.split(typed[2:])[1:], cwd=directory, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    came = done.stdout.splitlines()
    if not fits(block[1:], came):
        sys.exit(f"line {line}: {typed}\n-- promised\n" + "\n".join(block[1:]) + "\n-- came\n" + "\n".join(came))


def replace(directory, what, line):
    name, change = what.split(": ", 1)
    old, new = change.split(" -> ")
    path = directory / name
    text = path.read_text()
    if text.count(old) != 1:
        sys.exit(f"line {line}: '{old}' stands {text.count(old)} times in {name}")
    path.write_text(text.replace(old, new))


def main():
    lines = pathlib.Path(sys.argv[1]).read_text().splitlines()
    directory, command = pathlib.Path(sys.argv[2]), sys.argv[3]
    steps, asked, i = 0, None, 0
    while i < len(lines):
        comment = re.fullmatch(r"<!-- (save|append|run|replace)(?:: (.*))? -->", lines[i])
        if comment and comment[1] == "replace":
            replace(directory, comment[2], i + 1)
            steps += 1
        elif comment:
            asked = comment
        elif lines[i].startswith("```") and lines[i] != "```":
            end = lines.index("```", i + 1)
            block = lines[i + 1:end]
            if asked and asked[1] == "run":
                run(block, directory, command, i + 1)
            elif asked:
                path = directory / asked[2]
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("a" if asked[1] == "append" else "w") as file:
                    file.write("\n".join(block) + "\n")
            steps += asked is not None
            asked, i = None, end
        i += 1
    print(f"{steps} steps")


main()
