# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of what is printed is read: words and clause numbers of a norm and a contract in all formats, beside the tools
of each format, and letters of scanned pages whose text is known."""
import json
import os
import pathlib
import subprocess
import sys
from collections import Counter

from words import clauses, normal, precision, recall, words

HERE = pathlib.Path(__file__).parent
FORMATS = {"docx": "docx", "odt": "odt", "doc": "doc:MS Word 97", "rtf": "rtf", "html": "html", "pdf": "pdf"}
TOOLS = {"docx": ["pandoc", "-t", "plain", "--wrap=none"], "odt": ["odt2txt", "--width=-1"], "doc": ["antiword", "-m", "UTF-8.txt", "-w", "0"],
         "rtf": ["catdoc", "-d", "utf-8", "-w"], "html": ["pandoc", "-t", "plain", "--wrap=none"], "pdf": ["pdftotext"]}


def said(command, **more):
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, **more).stdout


def ours(extract, path):
    with open(path, "rb") as document:
        lines = said([extract, "--name", path.name, "-"], stdin=document, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    messages = [json.loads(line) for line in lines.splitlines()]
    return "\n\n".join(message["text"] for message in messages if "text" in message)


def convert(source, target, folder):
    subprocess.run(["soffice", "--headless", "--convert-to", target, "--outdir", folder, source], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def printed(pdf):
    """What is printed, headers and footers once."""
    pages = said(["pdftotext", pdf, "-"]).split("\f")[:-1]
    found = Counter()
    for page in pages:
        found += words(page)
    lines = [{line.strip() for line in page.splitlines() if line.strip()} for page in pages]
    for line in set.intersection(*lines) if len(lines) > 1 else set():
        for word, count in words(line).items():
            found[word] -= count * (len(pages) - 1)
    return +found, clauses(said(["pdftotext", "-layout", pdf, "-"]))


def formats(extract, folder):
    print("| document | words: recall, precision | clause numbers | the format's tool | its words | its clause numbers |")
    print("|---|---|---|---|---|---|")
    for source in sorted((HERE / "sources").glob("*.fodt")):
        for target in FORMATS.values():
            convert(source, target, folder)
        reference, numbers = printed(folder / (source.stem + ".pdf"))
        for suffix in FORMATS:
            path = folder / f"{source.stem}.{suffix}"
            texts = [ours(extract, path), said([*TOOLS[suffix], path, *(["-"] if suffix == "pdf" else [])])]
            cells = []
            for text in texts:
                found = words(text)
                cells.append(f"{recall(reference, found):.3f}, {precision(reference, found):.3f}")
                cells.append(f"{recall(numbers, clauses(text)):.3f}")
            print(f"| {path.name} | {cells[0]} | {cells[1]} | {TOOLS[suffix][0]} | {cells[2]} | {cells[3]} |")


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
            convert(folder / f"{name}.txt", "pdf", folder)
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
    formats(extract, folder)
    print()
    scans(extract, folder)


main()
