// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"
#include "htmltext.h"

#include "gluednumbers.h"
#include "listnumber.h"
#include "textdecoding.h"
#include "textflow.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <libxml/HTMLparser.h>
#include <memory>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// As the XML declaration names it, which stands first, else as a `meta` element does.
QByteArray declaredEncoding(const QByteArray &content)
{
    static const QRegularExpression declaration(
        uR"(^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})["'])"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression charset(uR"(charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40}))"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    const QString start = QString::fromLatin1(content.left(4096));
    if (const auto declared = declaration.match(start); declared.hasMatch())
        return declared.captured(1).toLatin1();
    return charset.match(start).captured(1).toLatin1();
}

/// Whether nobody sees an element, by what it says itself; style sheets aren't read. A whole page that is hidden is
/// shown by a script later.
bool isHidden(const QByteArray &element, const xmlChar **attributes)
{
    if (element == "html" || element == "body")
        return false;
    static const QRegularExpression style(uR"((?:^|;)\s*display\s*:\s*none\s*(?:!|;|$))"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    for (; attributes && attributes[0]; attributes += 2) {
        const QByteArray name = QByteArray(reinterpret_cast<const char *>(attributes[0])).toLower();
        const QString value = QString::fromUtf8(reinterpret_cast<const char *>(attributes[1])).left(1000);
        // `until-found` is shown to whoever looks for it.
        if (name == "hidden" && value.compare("until-found"_L1, Qt::CaseInsensitive) != 0)
            return true;
        if (name == "style" && style.match(value).hasMatch())
            return true;
    }
    return false;
}

/// Takes what the parser finds, as it finds it: no tree is built, whatever the nesting.
class HtmlText
{
public:
    explicit HtmlText(TextFlow &flow)
        : m_flow(flow)
    {
    }

    void start(const QByteArray &name, const xmlChar **attributes)
    {
        // The parser ends each element that it begins, so that they can be counted.
        if (m_skipping > 0 || isSkipped(name) || isHidden(name, attributes)) {
            ++m_skipping;
            return;
        }
        if (const int level = headingLevel(name); level > 0) {
            endHeading();
            m_level = level;
        } else if (name == "meta") {
            noteProgram(attributes);
        } else if (name == "table" || name == "tr" || name == "td" || name == "th") {
            startOfTable(name);
        } else if (name == "br" || name == "dd") {
            breakLine();
        } else if (name == "li") {
            m_hasBreak = false;
            m_flow.breakLine();
            append(itemNumber(attributes));
            m_isAtStart = true;
        } else if (name == "ol" || name == "ul") {
            breakParagraph();
            m_lists.push_back(listOf(name, attributes));
        } else if (name == "pre" || name == "textarea") {
            breakParagraph();
            ++m_verbatim;
        } else if (const QString note = name == "a" ? attribute(attributes, "class") : QString(); isNoteNumber(note)) {
            append(u"[");
            m_noteEnd = note.endsWith("sym"_L1) ? u"] "_s : u"]"_s;
        } else if (isBlock(name)) {
            breakParagraph();
            m_beginsParagraph = name == "p";
        }
    }

    void end(const QByteArray &name)
    {
        if (m_skipping > 0) {
            --m_skipping;
            return;
        }
        if (headingLevel(name) > 0) {
            endHeading();
        } else if (name == "td" || name == "th") {
            m_openCells = std::max(0, m_openCells - 1);
            m_hasBreak = false;
            append(u"\t");
        } else if (name == "tr") {
            m_flow.endRow(m_hasCell && !m_hasData);
        } else if (name == "table") {
            m_flow.endTable();
        } else if (name == "ol" || name == "ul") {
            breakParagraph();
            if (!m_lists.empty())
                m_lists.pop_back();
        } else if (name == "pre" || name == "textarea") {
            m_verbatim = std::max(0, m_verbatim - 1);
            breakParagraph();
        } else if (name == "a") {
            append(std::exchange(m_noteEnd, {}));
        } else if (isBlock(name)) {
            breakParagraph();
        }
    }

    void text(QStringView part)
    {
        if (m_skipping > 0)
            return;
        if (m_verbatim > 0 && m_level == 0) {
            append(part);
            return;
        }
        // White space is one space.
        QString words;
        words.reserve(part.size());
        for (const QChar c : part) {
            const bool isWhite = c == u' ' || c == u'\n' || c == u'\t' || c == u'\r' || c == u'\f';
            if (!isWhite)
                words += c;
            else if (words.isEmpty() ? !endsWithSpace() && !m_hasBreak : !words.back().isSpace())
                words += u' ';
        }
        append(m_hasGluedNumbers && m_beginsParagraph && m_level == 0 ? GluedNumbers::partedClause(words) : words);
    }

    void finish() { endHeading(); }

private:
    void startOfTable(const QByteArray &name)
    {
        m_hasBreak = false;
        m_isAtStart = false;
        if (name == "table") {
            m_flow.beginTable();
        } else if (name == "tr") {
            if (m_level == 0)
                m_flow.breakLine();
            m_hasCell = false;
            m_hasData = false;
        } else {
            ++m_openCells;
            m_cellLength = 0;
            m_isAtStart = true;
            m_hasCell = true;
            m_hasData = m_hasData || name == "td";
        }
    }

    static int headingLevel(const QByteArray &name)
    {
        return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' ? name[1] - '0' : 0;
    }
    static bool isSkipped(const QByteArray &name)
    {
        static const QSet<QByteArray> names{"script", "style",  "template", "noscript", "title", "svg",
                                            "math",   "object", "iframe",   "rt",       "rp"};
        return names.contains(name);
    }
    static bool isBlock(const QByteArray &name)
    {
        static const QSet<QByteArray> names{"p",       "div",        "section",    "article", "aside",   "header",
                                            "footer",  "nav",        "main",       "dl",      "dt",      "caption",
                                            "form",    "hr",         "blockquote", "figure",  "address", "details",
                                            "summary", "figcaption", "body",       "fieldset"};
        return names.contains(name);
    }

    struct List
    {
        NumberFormat format = NumberFormat::Bullet;
        int next = 1;
        int step = 1;
    };
    static QString attribute(const xmlChar **attributes, const char *name)
    {
        for (; attributes && attributes[0]; attributes += 2) {
            if (qstricmp(reinterpret_cast<const char *>(attributes[0]), name) == 0)
                return attributes[1] ? QString::fromUtf8(reinterpret_cast<const char *>(attributes[1])) : u""_s;
        }
        return {};
    }
    static List listOf(const QByteArray &name, const xmlChar **attributes)
    {
        if (name == "ul")
            return {};
        bool hasStart = false;
        const int start = attribute(attributes, "start").toInt(&hasStart);
        const bool isReversed = !attribute(attributes, "reversed").isNull();
        if (isReversed && !hasStart)
            return {}; // its first number is known when its last item is
        static const QHash<QString, NumberFormat> formats{{u"a"_s, NumberFormat::LowerLetter},
                                                          {u"A"_s, NumberFormat::UpperLetter},
                                                          {u"i"_s, NumberFormat::LowerRoman},
                                                          {u"I"_s, NumberFormat::UpperRoman}};
        return {.format = formats.value(attribute(attributes, "type"), NumberFormat::Decimal),
                .next = hasStart ? start : 1,
                .step = isReversed ? -1 : 1};
    }
    /// The class of a note's number, as LibreOffice marks it where it belongs (anc) and where the note stands (sym), and
    /// pandoc where it belongs. Without a bracket a word would seem to end with it.
    static bool isNoteNumber(const QString &kind)
    {
        static const QSet<QString> kinds{u"sdfootnoteanc"_s, u"sdfootnotesym"_s, u"sdendnoteanc"_s, u"sdendnotesym"_s,
                                         u"footnote-ref"_s};
        return kinds.contains(kind);
    }
    /// Of an item that begins.
    QString itemNumber(const xmlChar **attributes)
    {
        if (m_lists.empty() || m_lists.back().format == NumberFormat::Bullet)
            return u"- "_s;
        List &list = m_lists.back();
        bool hasValue = false;
        if (const int value = attribute(attributes, "value").toInt(&hasValue); hasValue)
            list.next = value;
        const int number = list.next;
        if (number > -1'000'000'000 && number < 1'000'000'000)
            list.next += list.step;
        return numberText(number, list.format) + u". "_s;
    }

    /// Which program has written the document.
    void noteProgram(const xmlChar **attributes)
    {
        if (attribute(attributes, "name").compare("generator"_L1, Qt::CaseInsensitive) != 0)
            return;
        const QString program = attribute(attributes, "content").left(100);
        m_hasGluedNumbers = program.startsWith("LibreOffice"_L1) || program.contains("OpenOffice"_L1);
    }

    void append(QStringView part)
    {
        if (part.isEmpty())
            return;
        m_beginsParagraph = false;
        if (m_level > 0) {
            m_heading += part.left(1000);
            return;
        }
        if (std::exchange(m_hasBreak, false)) {
            // Paragraphs of a cell are one, or a row would be no line; but some put a whole page into one.
            constexpr qsizetype longestCell = 200;
            if (m_cellLength > longestCell)
                m_flow.breakParagraph();
            else if (!m_flow.endsWithSpace())
                m_flow.append(u" ");
        }
        m_isAtStart = false;
        m_cellLength += part.size();
        m_flow.append(part);
    }
    void breakLine()
    {
        if (m_level > 0)
            m_heading += u' ';
        else if (m_openCells > 0)
            m_hasBreak = m_hasBreak || !m_isAtStart;
        else
            m_flow.breakLine();
    }
    /// At the begin or end of a block. The first one in an item stands behind its number.
    void breakParagraph()
    {
        if (m_isAtStart && m_level == 0)
            return;
        if (m_openCells > 0)
            m_hasBreak = true;
        else
            m_flow.breakParagraph();
    }
    bool endsWithSpace() const
    {
        return m_level > 0 ? m_heading.isEmpty() || m_heading.back().isSpace() : m_flow.endsWithSpace();
    }
    void endHeading()
    {
        if (m_level > 0) {
            const QString heading = m_heading.simplified();
            m_flow.appendHeading(m_level, m_hasGluedNumbers ? m_numbers.parted(heading) : heading);
        }
        m_level = 0;
        m_heading.clear();
    }

    TextFlow &m_flow;
    QString m_heading;
    int m_level = 0; // of the heading that is open
    int m_skipping = 0;
    int m_verbatim = 0;
    std::vector<List> m_lists; // those that are open
    bool m_hasCell = false;    // the row
    bool m_hasData = false;    // a cell that is no head
    int m_openCells = 0;
    qsizetype m_cellLength = 0; // of its text so far
    bool m_isAtStart = false;   // of a cell or item: nothing stands in it
    bool m_hasBreak = false;    // within a cell, if more of it comes
    QString m_noteEnd;          // behind the number of a note that is open
    GluedNumbers m_numbers;
    bool m_hasGluedNumbers = false;
    bool m_beginsParagraph = false; // nothing of it was read
};

HtmlText &from(void *context)
{
    return *static_cast<HtmlText *>(context);
}

QByteArray nameOf(const xmlChar *name)
{
    return QByteArray(reinterpret_cast<const char *>(name)).toLower();
}

void onCharacters(void *context, const xmlChar *text, int size)
{
    from(context).text(QString::fromUtf8(reinterpret_cast<const char *>(text), size));
}

} // namespace

Result<void> appendHtml(const QByteArray &content, TextFlow &flow)
{
    const QString decoded = decodeText(content, declaredEncoding(content));
    if (looksBinary(decoded))
        return documentError(DocumentFailure::malformed, u"The file begins like HTML, but it is binary data."_s);
    const QByteArray text = decoded.toUtf8();
    HtmlText html(flow);
    const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> parser(htmlNewParserCtxt(),
                                                                                &htmlFreeParserCtxt);
    if (!parser)
        return documentError(DocumentFailure::broken, u"The HTML parser can't be used."_s);
    *parser->sax = {};
    parser->sax->startElement = [](void *context, const xmlChar *name, const xmlChar **attributes) {
        from(context).start(nameOf(name), attributes);
    };
    parser->sax->endElement = [](void *context, const xmlChar *name) { from(context).end(nameOf(name)); };
    parser->sax->characters = onCharacters;
    parser->sax->ignorableWhitespace = onCharacters;
    parser->userData = &html;
    constexpr int options =
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC;
    htmlCtxtReadMemory(parser.get(), text.constData(), static_cast<int>(text.size()), nullptr, "UTF-8", options);
    html.finish();
    return {};
}

Result<void> readHtml(const QByteArray &content, DocumentSink &sink)
{
    TextFlow flow(sink.limits());
    if (auto appended = appendHtml(content, flow); !appended)
        return appended;
    return flow.writeTo(sink);
}

} // namespace Procession
