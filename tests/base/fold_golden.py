#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# Writes golden/fold.txt: what folding must give, told by Python's unicodedata and not by the library we use.
# Lines of "input <tab> folded", both as hexadecimal code points. Run by hand when the rule of folding changes:
#   tests/base/fold_golden.py > tests/base/golden/fold.txt        (--all: every code point, for a look by hand)
# unicodedata may be older than the library's Unicode: only characters that it knows are used.
import random
import sys
import unicodedata as u

SPACE = {*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}
HYPHEN = {0x2D, *range(0x2010, 0x2016), 0x2212}
APOSTROPHE = {0x27, 0x60, 0xB4, 0x2BC, 0x2018, 0x2019}
UNSEEN = {0xAD, 0x34F, 0x61C, *range(0x115F, 0x1161), *range(0x17B4, 0x17B6), *range(0x180B, 0x1810),
          *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFEFF,
          0xFFA0, *range(0xFFF0, 0xFFF9), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)}


def sign(c):
    if ord(c) in APOSTROPHE:
        return "'"
    return " " if u.category(c) in ("So", "Sk") else c


def word(c):
    return u.category(c)[0] in "LMN"


def letter(c):
    return u.category(c)[0] in "LM"


def combines(c):
    """Whether c may be one character with what is before it: marks, and the vowels and finals of Hangul."""
    return u.category(c)[0] == "M" or 0x1160 <= ord(c) <= 0x11FF or 0xD7B0 <= ord(c) <= 0xD7FF


def stop(text, i):
    """What the full stop at i is, in a text that is folded but for its stops."""
    before, after = text[:i], text[i + 1:]
    if not before or not letter(before[-1]) or (after and combines(after[0])):
        return "."
    alone = len(before) == 1 or not word(before[-2])
    return "" if alone and after and letter(after[0]) and (len(after) == 1 or not word(after[1])) else " "


def fold(text):
    text = "".join(sign(c) for c in text if ord(c) not in UNSEEN)
    text = u.normalize("NFKC", u.normalize("NFKC", text).casefold())
    text = "".join(" " if ord(c) in SPACE | HYPHEN else sign(c) for c in text)
    text = "".join(stop(text, i) if c == "." else c for i, c in enumerate(text))
    return " ".join(piece for piece in text.split(" ") if piece)


def known(c):
    return not 0xD800 <= c <= 0xDFFF and u.category(chr(c)) != "Cn"


def code_points(text):
    return " ".join(f"{ord(c):X}" for c in text)


BY_HAND = [
    "", " ", "-", "a", "Tretinoin 0.05% Cream", "  Retin-A  ", "COLD SORE", "cold\tsore", "cold\u00a0sore",
    "cold\u2011sore", "cold \u2013 sore", "cold\u2015\u2010-\u2014sore", "non\u2010retinol", "\u2212", "a\u2212b",
    "Stra\u00dfe", "STRASSE", "stra\u1e9ee", "\u0130stanbul", "I\u0307", "\u0131", "\ufb01ller", "\ufb03", "\u2460",
    "\uff22\uff4f\uff54\uff4f\uff58", "\u212bngstr\u00f6m", "A\u030angstro\u0308m", "\u2126", "\u00b5g", "\u03bcg",
    "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u0390", "\u03b9\u0308\u0301", "\u1fb3\u0301", "\u03b1\u0345\u0301",
    "\u1fb4", "\u0345", "\u1f80", "\u1fc3\u0323\u0301", "\u1ff7", "\u01f0", "J\u030c", "\u0149", "\u1e9a", "\u0587",
    "\u1100\u1161\u11a8", "\uac01", "\u3131\u314f", "\uffa1\uffc2", "\uff76\uff9e", "\u30ab\u3099", "\u304b\u309b",
    "e\u0301\u0323", "e\u0323\u0301", "\u1e1b\u0345", "\u0958", "\u0915\u093c", "\u09c7\u09be", "\u0b47\u0b57",
    "\ufdfa", "\u33a2", "10\u33a1", "x\u00a8y", "\u00a8", "\u00b4a", "\u037a", "\u037a\u0361", "\u037a\u0347\u0304", "a\u200db", "re\u00adtinol",
    "\ufeffa", "a\u034fb", "\u3164", "\u2000\u2001a", "a\u1680b", "a\u180eb", "a\u3000b", "a\u2028b\u2029c", "a\u0085b",
    "St. John\u2019s wort", "St John`s", "St. John\u02bcs", "crow\u00b4s feet", "S.L.E.", "S.L.E", "s.l.e. active",
    "tretinoin.Use nightly", "0.05%", "vit.A", "A.vitamin", "d.m", "a..b", "a.b.cd", "a.5", "5.a", "x.", ".x", "\u00e9.a.",
    "Accutane\u2122", "SkinPen\u00ae", "cold sore\u00b9", "CO\u2082 laser", "30\u00b0C", "x^2", "tret\u200binoin", "\ufefftretinoin",
    "\u0149.a", "e\u00ad\u0301", "a\u0301.b.c", "\u212a.b",
    "i.\u0304 z", "e.\u0301.b", "ab.\u0301 c", "\u1100.\u1161", "\uac00.\u11a8", "a.\u1100", "\u0915.\u093f", "\u30ab.\u3099", "a.\uff9e", "e.\u00ad\u0301",
    "\U0001d400\U0001f600", "\U00010400", "\U0001e900", "\u13a0\uab70", "\u10a0\u2d00\u1c90", "\u01c4\u01c5\u01c6",
    "\u0041\u0328\u0301", "\u0104\u0301", "\u2329\u3008", "\U0001d15e", "\U0001d160", "\u0f73\u0f71", "\u0344a",
]


def samples(every):
    yield from BY_HAND
    changed = [c for c in range(0x80, 0x110000) if known(c) and (every or fold(chr(c)) != chr(c))]
    yield from (chr(c) for c in (changed if every else changed[::11]))
    chance = random.Random(7)
    marks = [c for c in range(0x300, 0x20000) if known(c) and u.category(chr(c))[0] == "M"]
    pools = [changed, marks, range(0x20, 0x7F), range(0x370, 0x400), range(0x1F00, 0x2000), range(0x1100, 0x1200),
             range(0xAC00, 0xD7A4), range(0xFF61, 0xFFDD), range(0x900, 0xE00)]
    for _ in range(100000 if every else 400):
        text = [chance.choice(chance.choice(pools)) for _ in range(chance.randint(2, 40 if every else 9))]
        yield "".join(chr(c) for c in text if known(c))


def main():
    every = sys.argv[1:] == ["--all"]
    print("# SPDX-License-Identifier: MIT")
    print(f"# made by tests/base/fold_golden.py with Unicode {u.unidata_version}")
    for text in samples(every):
        print(f"{code_points(text)}\t{code_points(fold(text))}")


main()
