# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lays out a source of the reading bench as a document of the word processor (.fodt).

A source is plain text. Lines that begin with "%" are comments, with "@" settings:
    @language ru          @header text          @footer text, with {page} and {pages}
    @numbers outline | list | typed     the headings' own numbers, those of a list, or written by hand
    @suffix .             what follows a number        @prefix Article     in front of one of the first level
    @hyphenate            words are parted at the end of a line
Each other line is a paragraph: "# ", "## ", "### " numbered headings, "+ ", "++ ", "+++ " numbered clauses of that level,
"! " a heading that is only bold, "= " one in the middle, "> " at the right, "* " a bullet, "a) " and "1) " items that are
numbered by the program, "| a | b |" a row of a table ("|-" ends its head, "<<" is a cell merged with the one before),
"[] " a box with a frame, "--" a new page. In it: **bold**, ^[a note], "\\-" a soft hyphen, "~" a space that doesn't break,
"\\t" a tab, "//" a new line.
"""
import re
from xml.sax.saxutils import escape

from words import normal

SPACES = {"office": "office:1.0", "style": "style:1.0", "text": "text:1.0", "table": "table:1.0", "draw": "drawing:1.0",
          "fo": "xsl-fo-compatible:1.0", "svg": "svg-compatible:1.0", "presentation": "presentation:1.0", "number": "datastyle:1.0",
          "dc": None}
NAMESPACES = " ".join(f'xmlns:{name}="' + ("http://purl.org/dc/elements/1.1/" if part is None else
                                           f"urn:oasis:names:tc:opendocument:xmlns:{part}") + '"' for name, part in SPACES.items())
LABEL = ('<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
         '<style:list-level-label-alignment text:label-followed-by="{}"/></style:list-level-properties>')
# Width, height, points of the type. The sheet is so large that no line is wrapped and no page ends.
PAPERS = {"A4": ("21cm", "29.7cm", 12), "sheet": ("280cm", "280cm", 5)}
# On the sheet the mark of a note stands apart from the words beside it, which pdftotext would make one word with it.
NOTE_MARKS = "[", "]"
NOTES = ('<text:notes-configuration text:note-class="footnote" style:num-format="1" style:num-prefix="[" style:num-suffix="] "/>')
INLINE = re.compile(r"\*\*(.+?)\*\*|\^\[((?:[^][]|\[[^]]*\])+)\]|(\\-)|(\\t)|(//)|(~)|(\{pages?\})")


class Layout:
    """One document; `fodt` gives it on a paper."""

    def __init__(self, source):
        self.settings = {"language": "en", "header": "", "footer": "", "numbers": "outline", "suffix": ".", "prefix": ""}
        self.lines = []
        for line in source.splitlines():
            if line.startswith("@"):
                name, _, value = line[1:].partition(" ")
                self.settings[name] = value
            elif line.strip() and not line.startswith("%"):
                self.lines.append(line)
        self.notes = 0
        self.lists = 0
        self.boxes = 0
        self.tables = 0
        self.widths = {}
        self.heads = []
        self.counts = [0, 0, 0]
        self.around = "", ""  # what is put around the mark of a note

    def inline(self, text):
        result, end = [], 0
        for match in INLINE.finditer(text):
            result.append(escape(text[end:match.start()]))
            end = match.end()
            bold, note, hyphen, tab, newline, space, field = match.groups()
            if bold:
                result.append(f'<text:span text:style-name="B">{self.inline(bold)}</text:span>')
            elif note:
                self.notes += 1
                result.append(f'{self.around[0]}<text:note text:id="n{self.notes}" text:note-class="footnote"><text:note-citation>'
                              f'{self.notes}</text:note-citation><text:note-body><text:p text:style-name="Standard">'
                              f'{self.inline(note)}</text:p></text:note-body></text:note>{self.around[1]}')
            elif field:
                result.append({"{page}": '<text:page-number text:select-page="current">1</text:page-number>',
                               "{pages}": "<text:page-count>1</text:page-count>"}[field])
            else:
                result.append("\u00ad" if hyphen else "<text:tab/>" if tab else "<text:line-break/>" if newline else "\u00a0")
        return "".join(result) + escape(text[end:])

    def paragraph(self, text, style="Standard"):
        return f'<text:p text:style-name="{style}">{self.inline(text)}</text:p>'

    def numbered(self, level, text, heading):
        style = f"Heading_20_{level}" if heading else "Clause"
        numbers = self.settings["numbers"]
        if numbers == "outline":
            return f'<text:h text:style-name="{style}" text:outline-level="{level}">{self.inline(text)}</text:h>'
        if numbers == "typed":
            self.counts = self.counts[:level - 1] + [self.counts[level - 1] + 1] + [0] * (3 - level)
            number = ".".join(str(count) for count in self.counts[:level]) + self.settings["suffix"]
            return self.paragraph(f"{self.settings['prefix'] + chr(160) if level == 1 and self.settings['prefix'] else ''}{number} {text}", style)
        # As the word processor writes a list that other paragraphs interrupt: each goes on with the one before.
        self.lists += 1
        goes_on = f' text:continue-list="l{self.lists - 1}"' if self.lists > 1 else ""
        inner = self.paragraph(f"**{text}**" if heading else text)
        for _ in range(level - 1):
            inner = f"<text:list><text:list-item>{inner}</text:list-item></text:list>"
        # The inner lists hold the paragraph: the outermost one is written around them.
        inner = f"<text:list-item>{inner}</text:list-item>"
        return f'<text:list xml:id="l{self.lists}" text:style-name="L1"{goes_on}>{inner}</text:list>'

    def items(self, style, texts):
        inner = "".join(f"<text:list-item>{self.paragraph(text)}</text:list-item>" for text in texts)
        return f'<text:list text:style-name="{style}">{inner}</text:list>'

    def table(self, rows):
        def row(cells):
            result = []
            for index, cell in enumerate(cells):
                if cell == "<<":
                    result.append("<table:covered-table-cell/>")
                    continue
                span = 1
                while index + span < len(cells) and cells[index + span] == "<<":
                    span += 1
                spanned = f' table:number-columns-spanned="{span}"' if span > 1 else ""
                result.append(f'<table:table-cell table:style-name="C" office:value-type="string"{spanned}>{self.paragraph(cell)}'
                              "</table:table-cell>")
            return f'<table:table-row>{"".join(result)}</table:table-row>'

        head = rows.index(None) if None in rows else 0
        width = max(len(cells) for cells in rows if cells)
        begin = f"<table:table>{self.columns(rows, width)}"
        if head:
            self.heads.append(" ".join(cell for cells in rows[:head] for cell in cells if cell != "<<"))
            begin += f'<table:table-header-rows>{"".join(row(cells) for cells in rows[:head])}</table:table-header-rows>'
        return begin + "".join(row(cells) for cells in rows[head:] if cells) + "</table:table>"

    def columns(self, rows, width):
        """As wide as their longest words and their text want."""
        wanted = [4.0] * width
        for cells in rows:
            for index, cell in enumerate(cells or []):
                if cell != "<<" and cells[index + 1:index + 2] != ["<<"]:
                    longest = max((len(word) for word in re.split(r"[ /]+", cell)), default=0)
                    wanted[index] = max(wanted[index], longest + 2, len(cell) ** 0.75)
        self.tables += 1
        names = [f"T{self.tables}.{index}" for index in range(width)]
        self.widths.update((name, 16.5 * share / sum(wanted)) for name, share in zip(names, wanted))
        return "".join(f'<table:table-column table:style-name="{name}"/>' for name in names)

    def body(self, page_breaks):
        result, index = [], 0
        after_break = False
        while index < len(self.lines):
            line = self.lines[index]
            if line.startswith("|") or line[:2] in ("* ", "a)", "1)"):
                kind = line[0] if line[0] == "|" else line[:2]
                end = index
                while end < len(self.lines) and self.lines[end].startswith(kind):
                    end += 1
                block, index = self.lines[index:end], end
                if kind == "|":
                    cells = [None if row.startswith("|-") else [cell.strip() for cell in row.strip().strip("|").split("|")]
                             for row in block]
                    result.append(self.table(cells))
                else:
                    result.append(self.items({"* ": "L3", "a)": "L2", "1)": "L4"}[kind],
                                             [item[len(kind):].strip() for item in block]))
                continue
            index += 1
            mark, _, text = line.partition(" ")
            if line == "--":
                after_break = page_breaks
                continue
            if set(mark) in ({"#"}, {"+"}):
                result.append(self.numbered(len(mark), text, mark[0] == "#"))
            elif mark == "[]":
                self.boxes += 1
                result.append(f'<text:p text:style-name="Standard"><draw:frame draw:name="F{self.boxes}" draw:style-name="FR" '
                              'text:anchor-type="paragraph" svg:width="7cm"><draw:text-box fo:min-height="1cm">'
                              + "".join(self.paragraph(part) for part in text.split("//")) + "</draw:text-box></draw:frame></text:p>")
            elif mark in ("=", "!", ">"):
                style = {"=": "PC", "!": "PB", ">": "PR"}[mark]
                result.append(self.paragraph(text if mark == ">" else f"**{text}**", style + ("B" if after_break else "")))
            else:
                result.append(self.paragraph(line, "SB" if after_break else "Standard"))
            after_break = False
        return "".join(result)

    def fodt(self, paper="A4"):
        self.__init_counts()
        self.around = NOTE_MARKS if paper == "sheet" else ("", "")
        settings = self.settings
        width, height, points = PAPERS[paper]
        body = self.body(paper == "A4")
        country = {"ru": "RU", "en": "GB"}[settings["language"]]
        hyphenation = 'fo:hyphenate="true" fo:hyphenation-remain-char-count="2" fo:hyphenation-push-char-count="2"'
        levels = "".join(f'<text:outline-level-style text:level="{level}" style:num-format="1" text:display-levels="{level}" '
                         f'style:num-suffix="{settings["suffix"]}"{self.prefix(level)}>{LABEL.format("space")}'
                         "</text:outline-level-style>" for level in (1, 2, 3))
        outline = f'<text:outline-style style:name="Outline">{levels}</text:outline-style>' if settings["numbers"] == "outline" else ""
        listed = levels.replace("text:outline-level-style", "text:list-level-style-number")
        headings = "".join(f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" '
                           'style:family="paragraph" style:parent-style-name="Standard" '
                           f'style:default-outline-level="{level}"><style:paragraph-properties fo:keep-with-next="always"/>'
                           f'<style:text-properties fo:font-weight="bold" fo:font-size="{points + 3 - level}pt"/></style:style>'
                           for level in (1, 2, 3))
        paragraphs = "".join(f'<style:style style:name="{name}{suffix}" style:family="paragraph" style:parent-style-name="Standard">'
                             f'<style:paragraph-properties fo:text-align="{align}"{new_page}/></style:style>'
                             for name, align in (("PC", "center"), ("PB", "start"), ("PR", "end"), ("S", "justify"))
                             for suffix, new_page in (("", ""), ("B", ' fo:break-before="page"')))
        letters = "а, б, .., аа, бб, ... (ru)" if settings["language"] == "ru" else "a"
        lists = "".join(f'<text:list-style style:name="{name}"><text:list-level-style-number text:level="1" style:num-suffix=")" '
                        f'style:num-format="{kind}">{LABEL.format("listtab")}</text:list-level-style-number></text:list-style>'
                        for name, kind in (("L2", letters), ("L4", "1")))
        margins = "".join(f"<style:{name}-style><style:header-footer-properties fo:margin-{side}=\"0.5cm\"/></style:{name}-style>"
                          for name, side in (("header", "bottom"), ("footer", "top")) if settings[name])
        ends = "".join(f"<style:{name}>{self.paragraph(settings[name])}</style:{name}>" for name in ("header", "footer")
                       if settings[name])
        scale = 1 if paper == "A4" else 6  # a column of more than 115 cm isn't taken
        widths = "".join(f'<style:style style:name="{name}" style:family="table-column"><style:table-column-properties '
                         f'style:column-width="{value * scale:.2f}cm"/></style:style>' for name, value in self.widths.items())
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMESPACES} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:default-style style:family="paragraph"><style:text-properties fo:font-size="{points}pt" fo:language="{settings['language']}" fo:country="{country}" {hyphenation if "hyphenate" in settings and paper == "A4" else ""}/></style:default-style>
<style:style style:name="Standard" style:family="paragraph" style:class="text"><style:paragraph-properties fo:line-height="150%"/></style:style>{headings}
<style:style style:name="Clause" style:family="paragraph" style:parent-style-name="Standard"/>
{outline}{NOTES if paper == "sheet" else ""}</office:styles>
<office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="{width}" fo:page-height="{height}" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="3cm" fo:margin-right="1.5cm"/>{margins}</style:page-layout>
{paragraphs}{widths}<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" fo:border="0.5pt solid #000000"/></style:style>
<style:style style:name="FR" style:family="graphic"><style:graphic-properties style:wrap="none" fo:border="0.5pt solid #000000" style:horizontal-pos="right"/></style:style>
<text:list-style style:name="L1">{listed}</text:list-style>{lists}
<text:list-style style:name="L3"><text:list-level-style-bullet text:level="1" text:bullet-char="–">{LABEL.format("listtab")}</text:list-level-style-bullet></text:list-style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1">{ends}</style:master-page></office:master-styles>
<office:body><office:text>
{body}
</office:text></office:body></office:document>
"""

    def page_number(self):
        """The footer whatever its numbers are, and the footer without them; nothing where it has no more than a number."""
        parts = re.split(r"\{pages?\}", normal(self.settings["footer"].replace("\\t", " ")))
        if len(parts) == 1 or not re.search(r"\w", "".join(parts)):
            return None
        literal = [r"\s+".join(re.escape(word) for word in re.split(r"\s+", part)) for part in parts]
        return re.compile(r"\d+".join(literal)), " ".join(parts)

    def prefix(self, level):
        return f' style:num-prefix="{self.settings["prefix"]}\u00a0"' if level == 1 and self.settings["prefix"] else ""

    def __init_counts(self):
        self.notes = self.lists = self.boxes = self.tables = 0
        self.heads = []
        self.counts = [0, 0, 0]
