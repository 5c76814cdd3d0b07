# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words and clause numbers of a text, and how much of a reference's another one has. Order plays no part."""
import re
import unicodedata
from collections import Counter

WORD = re.compile(r"[^\W_]+(?:[.,][^\W_]+)*")
# A number of two parts or more, or one that ends with a dot or a bracket, in front of a word of letters.
CLAUSE = re.compile(r"(?m)^\s*(?:(?:Article|Статья)\s+)?(\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}[.)])\s+(?=(\w+))")


def normal(text):
    return unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\u0301", "")


def words(text):
    return Counter(WORD.findall(normal(text).lower()))


def clauses(text):
    """Each number that begins a line, with the word behind it."""
    return Counter((number.rstrip(".)"), word.lower()) for number, word in CLAUSE.findall(normal(text)))


def recall(reference, found):
    """The share of the reference's items that were found; 1 where it has none."""
    total = sum(reference.values())
    return sum((reference & found).values()) / total if total else 1.0


def precision(reference, found):
    return recall(found, reference)


def plain_numbers(text, language):
    """Numbers without what parts their thousands, a point in front of decimals, without zeros behind them: a spreadsheet
    keeps the number, and each program shows it in its own way."""
    text = normal(text)
    group, decimal = (" ", ",") if language == "ru" else (",", ".")
    text = re.sub(rf"(?<![\d.,])\d{{1,3}}(?:{group}\d{{3}})+(?!\d)", lambda match: match.group().replace(group, ""), text)
    text = re.sub(rf"(?<=\d)\{decimal}(?=\d)", ".", text)
    return re.sub(r"(?<![\d.])(\d+\.\d*?)0+(?![\d.])", lambda match: match.group(1).rstrip("."), text)
