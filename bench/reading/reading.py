# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of what is printed is read: words and clause numbers of documents of all formats (corpus.py says against what), beside
the tools of each format, and letters of scanned pages whose text is known.
    reading.py EXTRACT FOLDER [--details] [--only=FORMAT] [--no-scans]
"""
import json
import os
import pathlib
import subprocess
import sys
from collections import Counter, defaultdict

from corpus import convert, documents, said
from words import clauses, normal, precision, recall

PANDOC = ["pandoc", "-t", "plain", "--wrap=none"]
TOOLS = {"docx": PANDOC, "odt": ["odt2txt", "--width=-1"], "doc": ["antiword", "-m", "UTF-8.txt", "-w", "0"],
         "rtf": ["catdoc", "-d", "utf-8", "-w"], "html": PANDOC, "pdf": ["pdftotext"], "epub": PANDOC, "md": [*PANDOC, "-f", "gfm"],
         "xlsx": ["xlsx2csv", "-a", "-d", "tab", "--dateformat", "%d.%m.%Y"], "ods": ["odt2txt", "--width=-1"],
         "odp": ["odt2txt", "--width=-1"]}
MEASURES = ("recall", "precision", "clauses")


def ours(extract, path):
    with open(path, "rb") as document:
        lines = said([extract, "--name", path.name, "-"], stdin=document, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    messages = [json.loads(line) for line in lines.splitlines()]
    return "\n\n".join(message["text"] for message in messages if "text" in message)


def measured(document, text):
    found = document.words_of(text)
    return (recall(document.words, found), precision(document.words, found),
            recall(document.clauses, clauses(text)) if document.clauses else None)


def by_tool(document):
    tool = TOOLS.get(document.format)
    if not tool:
        return None
    return measured(document, said([*tool, document.path, *(["-"] if document.format == "pdf" else [])]))


def cell(rows, index):
    """Mean and worst."""
    values = [row[index] for row in rows if row and row[index] is not None]
    return f"{sum(values) / len(values):.3f}, {min(values):.3f}" if values else "–"


def differences(document, text):
    found, numbers = document.words_of(text), clauses(text)
    for name, lacking in (("not read", document.words - found), ("not printed", found - document.words),
                          ("numbers not read", document.clauses - numbers)):
        if lacking:
            shown = " ".join(f"{' '.join(word) if isinstance(word, tuple) else word}×{count}" for word, count in lacking.most_common(40))
            print(f"  {document.path.name}: {name}: {shown}", file=sys.stderr)


def formats(extract, folder, details, only):
    groups = defaultdict(list)
    for document in documents(folder):
        if only and document.format != only:
            continue
        text = ours(extract, document.path)
        groups[document.format, document.language].append((document, measured(document, text), by_tool(document)))
        if details:
            differences(document, text)
    print("| format | language | documents | recall: mean, worst | precision | clause numbers | the usual tool | its recall | its precision "
          "| its clause numbers |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for (name, language), rows in groups.items():
        cells = [cell([row[column] for row in rows], index) for column in (1, 2) for index in range(3)]
        tool = TOOLS.get(name, ["–"])[0]
        print(f"| {name.upper()} | {language} | {len(rows)} | {' | '.join(cells[:3])} | {tool} | {' | '.join(cells[3:])} |")
    every = [row for rows in groups.values() for row in rows]
    cells = [cell([row[1] for row in every], index) for index in range(3)]
    print(f"| all | | {len(every)} | {' | '.join(cells)} | | | | |")
    poor = [(document, values) for document, values, _ in every if min(value for value in values if value is not None) < 0.99]
    print(f"\n{len(every) - len(poor)} of {len(every)} documents have 0.99 or more of all three.", end="")
    print(" The others:\n" if poor else "")
    if poor or details:
        print("| document | recall | precision | clause numbers |")
        print("|---|---|---|---|")
    for document, values, _ in every:
        if details or (document, values) in poor:
            print(f"| {document.path.name} | {' | '.join('–' if value is None else f'{value:.3f}' for value in values)} |")


def letters(text):
    """In one line, without the lines that are drawn to be written on: they are no letters."""
    return " ".join(normal(text).replace("_", " ").split())


def distance(a, b):
    """How many letters have to be put in, taken out or changed."""
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            now.append(min(before[j] + 1, now[-1] + 1, before[j - 1] + (x != y)))
        before = now
    return before[-1]


def scans(extract, folder):
    """Ten pages of each language: 300 dpi, grey, half a degree askew, blurred and noisy."""
    russian = "\n\n".join(said(["pdftotext", folder / f"{name}.pdf", "-"]) for name in ("norm", "contract"))
    english = pathlib.Path("/usr/share/common-licenses/GPL-3").read_text(encoding="utf-8")
    print("| language | pages | character errors |")
    print("|---|---|---|")
    for language, text in (("Russian", russian), ("English", english)):
        text = "\n".join(line.strip() for line in text.replace("\f", "\n").splitlines() if line.strip())
        size = 1400
        starts = range(0, 10 * size, size)
        wrong = total = 0
        for number, start in enumerate(starts):
            # The Russian sources are shorter than ten pages: they are gone round.
            page = (text * 10)[start:start + size].rsplit(" ", 1)[0].split(" ", 1)[1]
            name = f"{language.lower()}{number}"
            (folder / f"{name}.txt").write_text(page, encoding="utf-8")
            convert([folder / f"{name}.txt"], "pdf", folder)
            known = letters(said(["pdftotext", folder / f"{name}.pdf", "-"]))
            subprocess.run(["pdftoppm", "-r", "300", "-gray", "-png", "-singlefile", folder / f"{name}.pdf", folder / name],
                           check=True)
            subprocess.run(["convert", folder / f"{name}.png", "-background", "white", "-rotate", "0.5", "-blur", "0x0.7",
                            "-attenuate", "0.15", "+noise", "Gaussian", folder / f"{name}-scan.png"], check=True)
            wrong += distance(known, letters(ours(extract, folder / f"{name}-scan.png")))
            total += len(known)
        print(f"| {language} | {len(starts)} | {wrong / total:.2%} |")


def main():
    extract, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    options = sys.argv[3:]
    only = next((option.partition("=")[2] for option in options if option.startswith("--only=")), "")
    formats(extract, folder, "--details" in options, only)
    if not only and "--no-scans" not in options:
        print(flush=True)
        scans(extract, folder)


main()
