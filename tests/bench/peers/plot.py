#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# Draws what `make bench-peers` printed: the cost of an event against the number of rules, one line a subject, both
# variants side by side, as an SVG without scripts or fonts of its own.
# Usage: make bench-peers | tee FILE; tests/bench/peers/plot.py FILE > packaging/manual/performance.svg
# A line without three sizes in a variant is left out, and said so on standard error.
import math
import re
import sys
from html import escape

SIZES = {"base24": 24, "A1000": 1000, "A10000": 10000, "B1000": 1000, "B10000": 10000}
VARIANTS = {"A": ("base24", "A1000", "A10000"), "B": ("base24", "B1000", "B10000")}
TITLES = {"A": "A: clones for other procedures", "B": "B: clones for the same procedure"}
WIDTH, HEIGHT, LEFT, TOP, PANEL, TALL = 860, 430, 64, 48, 280, 330
LEAST, MOST = 2.0, 9.0  # powers of ten, in nanoseconds
COLOURS = ["#1b4f72", "#b03a2e", "#1e8449", "#7d3c98", "#9a7d0a", "#566573", "#ca6f1e", "#117864"]
DASHES = ["", "7 3", "2 3", "9 3 2 3", "4 4", "1 4", "12 4", "6 2 1 2"]


def read(lines):
    """{name: {size: median ns}}, in the order in which the names came first."""
    costs, size = {}, None
    for line in lines:
        head = re.match(r"(\w+), ns an event\s", line)
        row = re.match(r"  (\S.*?)\s+\d+\s+\d+\s+(\d+)\s+\d+\s+[\d.]+$", line.rstrip())
        if head:
            size = head.group(1)
        elif row and size in SIZES:
            costs.setdefault(row.group(1), {})[size] = int(row.group(2))
    return costs


def across(panel, rules):
    return LEFT + panel * (PANEL + 24) + PANEL * (math.log10(rules) - 1) / 3.2


def down(ns):
    return TOP + TALL * (MOST - math.log10(ns)) / (MOST - LEAST)


def axes(panel, variant):
    left = LEFT + panel * (PANEL + 24)
    yield f'<rect x="{left}" y="{TOP}" width="{PANEL}" height="{TALL}" fill="none" stroke="#999"/>'
    yield f'<text x="{left}" y="{TOP - 10}" font-weight="bold">{TITLES[variant]}</text>'
    for power, name in ((3, "1 us"), (6, "1 ms"), (9, "1 s")):
        y = down(10**power)
        yield f'<line x1="{left}" y1="{y:.1f}" x2="{left + PANEL}" y2="{y:.1f}" stroke="#ddd"/>'
        if panel == 0:
            yield f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{name}</text>'
    for rules in (24, 1000, 10000):
        x = across(panel, rules)
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{TOP + TALL}" stroke="#eee"/>'
        yield f'<text x="{x:.1f}" y="{TOP + TALL + 18}" text-anchor="middle">{rules:,} rules</text>'


def curve(panel, costs, i):
    points = " ".join(f"{across(panel, SIZES[s]):.1f},{down(c):.1f}" for s, c in costs)
    style = f'stroke="{COLOURS[i % 8]}" stroke-dasharray="{DASHES[i % 8]}"'
    yield f'<polyline points="{points}" fill="none" stroke-width="{3 if i == 1 else 2}" {style}/>'


def legend(i, name):
    x, y = LEFT + 2 * (PANEL + 24), TOP + 14 + i * 24
    style = f'stroke="{COLOURS[i % 8]}" stroke-dasharray="{DASHES[i % 8]}"'
    yield f'<line x1="{x}" y1="{y}" x2="{x + 36}" y2="{y}" stroke-width="{3 if i == 1 else 2}" {style}/>'
    yield f'<text x="{x + 44}" y="{y + 4}">{escape(name)}</text>'


def draw(costs):
    what = "What an event costs, by the number of rules (median of one run, logarithmic)"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{what}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    )
    yield f'<text x="{LEFT}" y="20" font-size="14">{what}</text>'
    for panel, variant in enumerate(VARIANTS):
        yield from axes(panel, variant)
        for i, (name, by_size) in enumerate(costs.items()):
            points = [(s, by_size[s]) for s in VARIANTS[variant] if s in by_size]
            if len(points) == 3:
                yield from curve(panel, points, i)
            else:
                print(f"plot: {name} has no three sizes in {variant}", file=sys.stderr)
    for i, name in enumerate(costs):
        yield from legend(i, name)
    yield "</svg>"


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: plot.py FILE   (what `make bench-peers` printed)")
    with open(sys.argv[1], encoding="utf-8") as lines:
        costs = read(lines)
    if not costs:
        sys.exit("plot: no table of `make bench-peers` in this file")
    print("\n".join(draw(costs)))


main()
