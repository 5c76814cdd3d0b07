# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents of the reading bench, each with the words and the clause numbers that it has.

What a document has is what is printed:
- texts (DOCX, ODT, DOC, RTF, PDF): LibreOffice prints the source on a sheet so large that no line is wrapped and no page ends,
  so that headers and footers stand there once, no word is parted, and a number at the beginning of a line is one of a clause;
  pdftotext reads it. For the PDF itself, whose pages are A4, the same, but the head of a table as often as it is printed: its
  rows on the next page are understood by it, and a page of a PDF is what is cited;
- HTML, EPUB, Markdown: what a browser prints (w3m): LibreOffice's HTML has neither headers nor the outer
  numbers of lists;
- spreadsheets, CSV, presentations, mails, plain text: the text that was put in. Numbers of spreadsheets count by their value.
"""
import dataclasses
import email.message
import email.policy
import html
import pathlib
import random
import re
import subprocess
from collections import Counter
from html.parser import HTMLParser

import sheets
from layout import NOTES, Layout
from words import clauses, normal, plain_numbers, words

SOURCES = pathlib.Path(__file__).parent / "sources"
MANUALS = "/usr/share/doc/debian/FAQ"
TEXTS = {"docx": "docx", "odt": "odt", "doc": "doc:MS Word 97", "rtf": "rtf", "html": "html", "pdf": "pdf",
         "txt": "txt:Text (encoded):UTF8"}
ENCODINGS = {"ru": ["utf-8", "cp1251", "koi8-r", "utf-16", "cp866"], "en": ["utf-8", "cp1252", "utf-16"]}


@dataclasses.dataclass
class Document:
    path: pathlib.Path
    language: str
    words: Counter
    clauses: Counter
    format: str
    numbers: bool = False  # whether these count by their value
    page_number: tuple | None = None  # the footer whose numbers are left aside, since each format keeps others

    def words_of(self, text):
        if self.page_number:
            text = self.page_number[0].sub(lambda _: self.page_number[1], normal(text))
        return words(plain_numbers(text, self.language) if self.numbers else text)


def said(command, **more):
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, **more).stdout


def convert(files, target, folder):
    """One start of LibreOffice for all."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["soffice", "--headless", "--convert-to", target, "--outdir", folder, *files], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def browsed(path):
    """The mark of a note ("word^1") stands apart, an exponent ("m^2") doesn't. So do numbers of clauses, behind which LibreOffice
    puts no space ("1.1Scope")."""
    text = said(["w3m", "-dump", "-cols", "9999", "-I", "UTF-8", "-O", "UTF-8", "-T", "text/html", path])
    text = re.sub(r"(?<=\w{3})\^|(?<=[.,;:)»\"])\^", " ", text).replace("^", "")
    return re.sub(r"(?m)^(\s*\d+(?:\.\d+)*\.?)(?=[^\W\d])", r"\1 ", text)


class Chapter(HTMLParser):
    """A chapter of a manual of Debian as a source of a text."""
    MARKS = {"h1": "# ", "h2": "# ", "h3": "## ", "h4": "### ", "li": "* ", "p": ""}

    def __init__(self):
        super().__init__()
        self.lines, self.text, self.mark, self.depth = [], "", None, 0  # depth: of what is left out

    def flush(self):
        # Its own number and the marks of the source are no text.
        text = re.sub(r"\s+", " ", self.text).strip().replace("~", "").replace("//", "/").replace("**", "")
        text = re.sub(r"^(Chapter|Глава)?\s*[\d.]+\s+", "", text) if self.mark and self.mark[0] == "#" else text
        if self.mark is not None and text and (self.mark or text[0].isalnum()):
            # A line of the sheet holds some three thousand letters.
            self.lines += [self.mark + part for part in re.findall(r".{1,1500}(?:\s|$)", text)]
        self.text = ""

    def handle_starttag(self, tag, attributes):
        values = dict(attributes).get("class", "") or ""
        if (tag == "div" and (self.depth or "nav" in values or values == "toc")) or tag == "pre":
            self.depth += 1
        if tag in self.MARKS and not self.depth:
            # The paragraph of an item is the item.
            if not (tag == "p" and self.mark == "* " and not self.text.strip()):
                self.flush()
                self.mark = self.MARKS[tag]

    def handle_endtag(self, tag):
        if tag in ("div", "pre") and self.depth:
            self.depth -= 1
        if tag in self.MARKS and not self.depth:
            self.flush()
            self.mark = None

    def handle_data(self, data):
        if self.mark is not None and not self.depth:
            self.text += data


def chapter(name, language):
    reader = Chapter()
    reader.feed(pathlib.Path(MANUALS, {"ru": "ru", "en": ""}[language], f"{name}.{language}.html").read_text(encoding="utf-8"))
    return reader.lines


def manual(language):
    """Running text of many pages."""
    title = {"ru": "Часто задаваемые вопросы о системе", "en": "Questions that are often asked about the system"}[language]
    lines = [f"@language {language}", f"@numbers {'list' if language == 'ru' else 'outline'}", f"@header {title}",
             "@footer {page}", "@hyphenate"]
    # On a sheet pdftotext takes fifty thousand letters of that size.
    for name in ("compatibility", "pkg-basics", "pkgtools"):
        lines += chapter(name, language)
    return "\n".join(lines)


def shaped(line, chance):
    """A line of running text as a clause, with a note, as a table or as a heading that is only bold; an item with a letter."""
    words_of_it = line.split()
    if line.startswith("* "):
        return "a) " + line[2:] if chance < 0.5 else line
    if line.startswith("#"):
        return line
    if chance < 0.25:
        return "++ " + line
    if chance < 0.35 and len(words_of_it) > 8:
        return " ".join(words_of_it[:4]) + f"^[{' '.join(words_of_it[4:8])}] " + " ".join(words_of_it[8:])
    if chance < 0.45 and len(words_of_it) > 12 and "|" not in line:
        rows = [words_of_it[at:at + 6] for at in range(0, len(words_of_it) // 6 * 6, 6)]
        return "\n".join(["| Description | Value | Remark |", "|-",
                          *(f"| {' '.join(row[:2])} | {row[2]} | {' '.join(row[3:])} |" for row in rows)])
    return f"! {line[:80]}" if chance < 0.5 else line


def mixed(language):
    """Running text that is given all shapes by chance, the same ones in each run."""
    chance = random.Random(7)
    lines = [f"@language {language}", "@numbers typed", "@header Mixed\\t{page}", "@hyphenate"]
    for name in ("customizing", "support", "software", "choosing"):
        lines += [shaped(line, chance.random()) for line in chapter(name, language)]
    return "\n".join(lines)


def texts(folder):
    """Texts in the formats of word processors, and those of their kind in HTML, EPUB, Markdown and plain text."""
    languages, heads, footers, sources = {}, {}, {}, {"A4": [], "sheet": []}
    for paper in sources:
        (folder / paper).mkdir()
    given = {path.stem: path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.txt"))}
    for language in ("ru", "en"):
        given |= {f"manual-{language}": manual(language), f"mixed-{language}": mixed(language)}
    for name, source in given.items():
        layout = Layout(source)
        languages[name] = layout.settings["language"]
        for paper, files in sources.items():
            files.append(folder / paper / f"{name}.fodt")
            files[-1].write_text(layout.fodt(paper), encoding="utf-8")
        heads[name], footers[name] = layout.heads, layout.page_number()
    for path in sorted(SOURCES.glob("*.fodt")):
        languages[path.stem] = "ru"
        text = path.read_text(encoding="utf-8")
        sources["A4"].append(path)
        sources["sheet"].append(folder / "sheet" / path.name)
        heads[path.stem] = [" ".join(re.findall(r"<text:p>(.*?)</text:p>", head))
                            for head in re.findall(r"(?s)<table:table-header-rows>(.*?)</table:table-header-rows>", text)]
        text = text.replace('fo:page-width="21cm" fo:page-height="29.7cm"', 'fo:page-width="280cm" fo:page-height="280cm"')
        sources["sheet"][-1].write_text(text.replace("</office:styles>", NOTES + "</office:styles>").replace("<text:note ", "[<text:note ")
                                        .replace("</text:note>", "</text:note>]"), encoding="utf-8")
    convert(sources["sheet"], "pdf", folder / "sheet")
    for target in TEXTS.values():
        convert(sources["A4"], target, folder)
    for index, (name, language) in enumerate(sorted(languages.items())):
        sheet = folder / "sheet" / f"{name}.pdf"
        numbers = clauses(said(["pdftotext", "-layout", sheet, "-"]))
        for suffix in ("docx", "odt", "doc", "rtf", "pdf"):
            document = Document(folder / f"{name}.{suffix}", language, Counter(), numbers, suffix, page_number=footers.get(name))
            document.words = document.words_of(said(["pdftotext", "-raw", sheet, "-"]))
            if suffix == "pdf":
                document.words += repeated(document.path, heads[name])
            yield document
        page = browsed(folder / f"{name}.html")
        yield Document(folder / f"{name}.html", language, words(page), clauses(page), "html")
        yield from pandocs(folder / f"{name}.docx", language)
        yield plain(folder / f"{name}.txt", language, ENCODINGS[language][index % len(ENCODINGS[language])])


def repeated(pdf, heads):
    """The heads of tables on the pages behind their first."""
    pages = [words(page) for page in said(["pdftotext", pdf, "-"]).split("\f")]
    result = Counter()
    for text, tables in Counter(heads).items():
        head = words(text)
        # A head of some letters stands on each page by chance.
        if sum(map(len, head)) > 12:
            times = sum(min(page[word] // count for word, count in head.items()) for page in pages)
            for _ in range(times - tables):
                result += head
    return result


def pandocs(docx, language):
    for suffix, kind in (("epub", "epub3"), ("md", "gfm")):
        path = docx.with_suffix("." + suffix)
        subprocess.run(["pandoc", docx, "-t", kind, "-o", path, "--metadata", f"title={docx.stem}"], check=True)
        page = docx.with_suffix(f".{suffix}.html")
        subprocess.run(["pandoc", "-f", kind.rstrip("3"), path, "-t", "html", "-o", page], check=True)
        found = words(browsed(page))
        # A browser numbers the notes at the end as a list; they are no clauses.
        page.write_text(re.sub(r'(?s)(<section class="footnotes.*?)<ol>(.*?)</ol>', r"\1<ul>\2</ul>", page.read_text("utf-8")), "utf-8")
        if suffix == "epub":
            found += words(path.stem)  # its title page
        yield Document(path, language, found, clauses(browsed(page)), suffix)


def plain(path, language, encoding):
    text = path.read_text(encoding="utf-8-sig")
    content = text.encode(encoding, errors="ignore")
    text = content.decode(encoding)
    path.write_bytes(content)
    path = path.rename(path.with_name(f"{path.stem}.{encoding}.txt"))
    return Document(path, language, words(text), clauses(text), "txt")


def tables(folder):
    files = []
    for path in sorted(SOURCES.glob("*.sheet")):
        language = path.stem[-2:]
        files.append(folder / f"{path.stem}.fods")
        files[-1].write_text(sheets.fods(path.read_text(encoding="utf-8"), language), encoding="utf-8")
    for suffix in ("xlsx", "ods"):
        convert(files, suffix, folder)
    for path in sorted(SOURCES.glob("*.sheet")):
        language, source = path.stem[-2:], path.read_text(encoding="utf-8")
        text = sheets.sheet_text(source, language)
        for suffix in ("xlsx", "ods"):
            yield Document(folder / f"{path.stem}.{suffix}", language, words(plain_numbers(text, language)), Counter(), suffix, True)
        ways = {"ru": (("cp1251", ";"), ("utf-8-sig", ";")), "en": (("utf-8", ","), ("utf-16", "\t"))}[language]
        for encoding, separator in ways:
            written, text = sheets.sheet_csv(source, language, separator)
            target = folder / f"{path.stem}.{encoding}.csv"
            content = written.encode(encoding, errors="ignore")
            target.write_bytes(content)
            known = "".join(c for c in text if c.encode(encoding, errors="ignore"))
            yield Document(target, language, words(known), Counter(), "csv")


def slides(folder):
    files = []
    for path in sorted(SOURCES.glob("*.slides")):
        files.append(folder / f"{path.stem}.fodp")
        files[-1].write_text(sheets.fodp(path.read_text(encoding="utf-8"), path.stem[-2:]), encoding="utf-8")
    for suffix in ("pptx", "odp"):
        convert(files, suffix, folder)
        for path in sorted(SOURCES.glob("*.slides")):
            text = sheets.slide_text(path.read_text(encoding="utf-8"))
            yield Document(folder / f"{path.stem}.{suffix}", path.stem[-2:], words(text), Counter(), suffix)


LETTERS = {
    "ru": [("Согласование графика поставки", "Наталья Крылова <n.krylova@example.ru>", "Отдел снабжения <supply@example.ru>",
            "Добрый день!\n\nВо вложении документ на согласование. Просим рассмотреть до 14 марта и вернуть с замечаниями.\n"
            "Сумма по договору не меняется: 1 250 000 руб.\n\n-- \nС уважением, Наталья Крылова\nтел. 22-14"),
           ("Re: Замечания к акту № 3", "Ермолаев Геннадий <ermolaev@example.ru>", "nikiforov@example.ru",
            "Дмитрий Алексеевич,\n\nмаркировка в щите № 5 появилась, лоток на отметке +7,200 по-прежнему не заземлён.\n\n"
            "> Устраним до пятницы.\n> Д. Никифоров\n\nЖдём фотографию.")],
    "en": [("Calibration visit on 12 March", "Margaret Holroyd <m.holroyd@example.com>", "Service <service@example.org>",
            "Dear all,\n\nplease find the document attached. The visit is planned for 12 March, 08:30, gate 2.\n"
            "Bring the permit and the £15.00 deposit for the key.\n\nKind regards\nMargaret"),
           ("Minutes: cooling skid", "Zoë Lefèvre <zoe@example.com>", "Jürgen Müßig <jm@example.de>",
            "Jürgen,\n\nthe minutes are attached; action 16 is for Łukasz. We didn't agree on the price: 1,150 or 1,350?\n\nZoë")]}


def mails(folder, attached):
    """As text with an HTML twin, as HTML only; with a document that is attached."""
    for language, letters in LETTERS.items():
        for number, (subject, sender, receiver, text) in enumerate(letters):
            for form in ("both", "html"):
                document = attached[language][number]
                mail = email.message.EmailMessage(policy=email.policy.SMTP)
                mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, receiver, subject, "Thu, 05 Mar 2026 10:15:00 +0300"
                charset = "koi8-r" if language == "ru" and number == 0 else "utf-8"
                page = "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n")) + "</body></html>"
                if form == "both":
                    mail.set_content(text, charset=charset, cte="quoted-printable")
                    mail.add_alternative(page, subtype="html")
                else:
                    mail.set_content(page, subtype="html", charset=charset, cte="base64")
                name = {"ru": "Документ на согласование", "en": "For your information"}[language] + document.path.suffix
                mail.add_attachment(document.path.read_bytes(), maintype="application", subtype="octet-stream", filename=name)
                path = folder / f"mail{number}-{form}.{language}.eml"
                path.write_bytes(bytes(mail))
                # What a mail's reader shows above it.
                own = words("\n".join(["From:", sender, "To:", receiver, "Date:", "2026-03-05 10:15 +0300", subject, text,
                                       "Attachment:", name]))
                yield Document(path, language, own + document.words, document.clauses, "eml",
                               page_number=document.page_number)


def documents(folder):
    made = list(texts(folder))
    yield from made
    yield from tables(folder)
    yield from slides(folder)
    by_name = {document.path.name: document for document in made}
    yield from mails(folder, {"ru": [by_name["order.docx"], by_name["act.pdf"]],
                              "en": [by_name["agreement.odt"], by_name["minutes.docx"]]})
