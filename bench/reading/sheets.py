# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spreadsheets and presentations of the reading bench, from plain text.

A line "# " begins a sheet or a slide. On a sheet "|" parts the cells of a row: text, or a number with its format behind it
(1234.5:money, 0.2:percent, 2026-03-14:date, 12:number), or "<<", a cell merged with the one before. On a slide a line is a
paragraph of its body, "| a | b |" a row of its table, "[] " a box, "~ " what is said.
"""
import csv
import datetime
import io
from xml.sax.saxutils import escape

from layout import NAMESPACES

FORMATS = {
    "money": '<number:number-style style:name="N{}"{}><number:number number:decimal-places="2" number:min-integer-digits="1" '
             'number:grouping="true"/></number:number-style>',
    "number": '<number:number-style style:name="N{}"{}><number:number number:min-integer-digits="1"/></number:number-style>',
    "percent": '<number:percentage-style style:name="N{}"{}><number:number number:decimal-places="1" number:min-integer-digits="1"/>'
               '<number:text>%</number:text></number:percentage-style>',
    "date": '<number:date-style style:name="N{}"{}><number:day number:style="long"/><number:text>.</number:text>'
            '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/></number:date-style>'}


def cells_of(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def parts(source):
    """Title and lines of each sheet or slide."""
    result = []
    for line in source.splitlines():
        if line.startswith("# "):
            result.append((line[2:], []))
        elif line.strip() and not line.startswith("%"):
            result[-1][1].append(line)
    return result


def number_of(cell):
    """Value and format; neither where the cell is text."""
    value, _, kind = cell.rpartition(":")
    return (value, kind) if kind in FORMATS and value else (None, None)


def shown(cell, language):
    value, kind = number_of(cell)
    if value is None:
        return "" if cell == "<<" else cell
    if kind == "date":
        return datetime.date.fromisoformat(value).strftime("%d.%m.%Y")
    if kind == "number":
        text = value
    else:
        text = f"{float(value) * 100:.1f}%" if kind == "percent" else f"{float(value):,.2f}"
    return text.replace(",", "\u00a0").replace(".", ",") if language == "ru" else text


def fods_cell(cell):
    if cell == "<<":
        return "<table:covered-table-cell/>"
    value, kind = number_of(cell)
    if value is None:
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>' if cell \
            else "<table:table-cell/>"
    kinds = {"date": f'office:value-type="date" office:date-value="{value}"',
             "percent": f'office:value-type="percentage" office:value="{value}"'}
    return f'<table:table-cell table:style-name="C{kind}" ' + kinds.get(
        kind, f'office:value-type="float" office:value="{value}"') + "/>"


def fods(source, language):
    country = {"ru": "RU", "en": "GB"}[language]
    styles = "".join(form.format(kind, f' number:language="{language}" number:country="{country}"') for kind, form in FORMATS.items()) + "".join(
        f'<style:style style:name="C{kind}" style:family="table-cell" style:data-style-name="N{kind}"/>' for kind in FORMATS)
    tables = []
    for title, lines in parts(source):
        rows = []
        for line in lines:
            cells = cells_of(line)
            made = [fods_cell(cell) for cell in cells]
            for index, cell in enumerate(cells):
                span = 1
                while index + span < len(cells) and cells[index + span] == "<<":
                    span += 1
                if cell != "<<" and span > 1:
                    made[index] = made[index].replace("<table:table-cell", f'<table:table-cell table:number-columns-spanned="{span}" '
                                                      'table:number-rows-spanned="1"', 1)
            rows.append(f'<table:table-row>{"".join(made)}</table:table-row>')
        tables.append(f'<table:table table:name="{escape(title)}">{"".join(rows)}</table:table>')
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMESPACES} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:styles><style:default-style style:family="table-cell"><style:text-properties fo:language="{language}" fo:country="{country}"/></style:default-style></office:styles>
<office:automatic-styles>{styles}</office:automatic-styles>
<office:body><office:spreadsheet>{"".join(tables)}</office:spreadsheet></office:body></office:document>
"""


def sheet_text(source, language):
    """What is shown, and the names of the sheets."""
    return "\n".join("\n".join([title, *("\t".join(shown(cell, language) for cell in cells_of(line)) for line in lines)])
                     for title, lines in parts(source))


def sheet_csv(source, language, separator):
    """The first sheet."""
    out = io.StringIO()
    rows = [[shown(cell, language) for cell in cells_of(line)] for line in parts(source)[0][1]]
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue(), "\n".join("\t".join(row) for row in rows)


def slide_text(source):
    """All that a slide holds, without the marks."""
    return "\n".join("\n".join([title, *(line.removeprefix("[] ").removeprefix("~ ").replace("|", "\t") for line in lines)])
                     for title, lines in parts(source))


def box(kind, top, height, paragraphs, name):
    inner = "".join(f"<text:p>{escape(text)}</text:p>" for text in paragraphs)
    kinds = f' presentation:class="{kind}" presentation:user-transformed="true"' if kind else ""
    return (f'<draw:frame draw:name="{name}"{kinds} svg:width="25cm" svg:height="{height}cm" svg:x="1cm" svg:y="{top}cm">'
            f"<draw:text-box>{inner}</draw:text-box></draw:frame>")


def fodp(source, language):
    country = {"ru": "RU", "en": "GB"}[language]
    slides = []
    for number, (title, lines) in enumerate(parts(source), 1):
        body = [line for line in lines if line[0] not in "|~["]
        table = [cells_of(line) for line in lines if line[0] == "|"]
        boxes = [line[3:] for line in lines if line.startswith("[] ")]
        notes = [line[2:] for line in lines if line.startswith("~ ")]
        content = box("title", 1, 3, [title], f"T{number}") + (box("outline", 4, 8, body, f"B{number}") if body else "")
        if table:
            rows = "".join("<table:table-row>" + "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>"
                                                         for cell in row) + "</table:table-row>" for row in table)
            content += ('<draw:frame svg:width="25cm" svg:height="6cm" svg:x="1cm" svg:y="12cm"><table:table>'
                        f'<table:table-column table:number-columns-repeated="{len(table[0])}"/>{rows}</table:table></draw:frame>')
        content += "".join(box("", 18, 1, [text], f"X{number}") for text in boxes)
        if notes:
            content += f'<presentation:notes>{box("notes", 14, 10, notes, f"N{number}")}</presentation:notes>'
        slides.append(f'<draw:page draw:name="S{number}" draw:master-page-name="M">{content}</draw:page>')
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMESPACES} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation">
<office:styles><style:default-style style:family="graphic"><style:text-properties fo:language="{language}" fo:country="{country}"/></style:default-style></office:styles>
<office:automatic-styles><style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="M" style:page-layout-name="pm"/></office:master-styles>
<office:body><office:presentation>{"".join(slides)}</office:presentation></office:body></office:document>
"""
