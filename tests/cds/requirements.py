# SPDX-License-Identifier: MIT
"""requirements.py SOURCE PAGE: whether each test that the page of demands names is there, by file and sentence, and its counts
are right. requirements.py SOURCE sent: whether anything that is sent (the goldens) is null or empty. Prints a line for each
that is not, and exits 1."""
import json
import pathlib
import re
import sys

ROW = re.compile(r"^\| (shall|should) \| (.+) \| (.+) \|$")
TEST = re.compile(r"^`(tests/[\w./-]+)`: (.+)$")


def sentences(path):
    """A file with its strings whole: C and Python break a long one into several."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r'"\s*\n\s*"', "", text).replace('\\"', '"')


def row_wrong(source, demand, shown):
    if shown.startswith("not ours:"):
        return None if shown[len("not ours:"):].strip() else f"{demand}: says no reason"
    named = TEST.match(shown)
    if named is None:
        return f"{demand}: is shown by nothing"
    path = source / named.group(1)
    if not path.is_file():
        return f"{demand}: there is no {named.group(1)}"
    text, sentence = sentences(path), named.group(2)
    if not any(f"{quote}{sentence}{quote}" in text for quote in ('"', "'", "`")):
        return f"{demand}: {named.group(1)} has no test '{sentence}'"
    return None


def page_wrong(source, page):
    text = page.read_text(encoding="utf-8")
    rows = [row.groups() for row in map(ROW.match, text.splitlines()) if row]
    said = re.search(r"^(\d+) \*shall\*, (\d+) \*should\*; (\d+) of them are not ours\.$", text, re.M)
    counts = [sum(kind == "shall" for kind, _, _ in rows), sum(kind == "should" for kind, _, _ in rows),
              sum(shown.startswith("not ours:") for _, _, shown in rows)]
    if said is None or [int(n) for n in said.groups()] != counts:
        yield f"{counts} are counted, and the page says something else"
    for _, demand, shown in rows:
        wrong = row_wrong(source, demand, shown)
        if wrong:
            yield wrong


def nothing_in(value, path):
    """Elements that are null or empty, by their paths."""
    if value is None or value in ("", [], {}):
        if not path.endswith(".cards"):
            yield path
    elif isinstance(value, (dict, list)):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from nothing_in(one, f"{path}.{key}")


def main():
    source = pathlib.Path(sys.argv[1])
    if sys.argv[2] == "sent":
        found = sorted((source / "tests/cds/golden").glob("*.txt"))
        wrong = [line for file in found for line in nothing_in(json.loads(file.read_text(encoding="utf-8")), file.name)]
        wrong += [] if found else ["there are no goldens"]
    else:
        wrong = list(page_wrong(source, pathlib.Path(sys.argv[2])))
    print("\n".join(wrong))
    sys.exit(bool(wrong))


main()
