// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"

#include "docxnumbering.h"
#include "headingguess.h"
#include "listnumber.h"
#include "paragraphflow.h"
#include "xmlpart.h"
#include "zippackage.h"

#include <QHash>
#include <QSet>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostMargins = 20; // headers and footers that are read

struct Style
{
    int level = 0; // 0: no heading
    bool isHidden = false;
    std::optional<QString> number{}; // of the list that numbers its paragraphs; empty: of none
    std::optional<int> numberLevel{};
    std::optional<bool> isBold{};
    std::optional<bool> isCentred{};
    std::optional<bool> isUpperCase{};
    QString parent{};
};
using Styles = QHash<QString, Style>;

/// The style of that id, else the nearest one that it is based on, of which `holds` is true; a plain one where there is
/// none.
template <typename Predicate>
Style nearest(const Styles &styles, QString id, Predicate holds)
{
    for (int steps = 0; steps < 10 && !id.isEmpty(); ++steps) { // a style may be based on itself
        const Style style = styles.value(id);
        if (holds(style))
            return style;
        id = style.parent;
    }
    return {};
}

int levelOf(const Styles &styles, const QString &id)
{
    return nearest(styles, id, [](const Style &style) { return style.level > 0; }).level;
}

/// What the style says of a property, or the nearest one that it is based on.
template <typename Value>
std::optional<Value> valueIn(const Styles &styles, const QString &id, std::optional<Value> Style::*property)
{
    return nearest(styles, id, [property](const Style &style) { return (style.*property).has_value(); }).*property;
}

bool isHiddenIn(const Styles &styles, const QString &id)
{
    return nearest(styles, id, [](const Style &style) { return style.isHidden; }).isHidden;
}

/// Whether a property that is there or not is there: `<w:vanish w:val="0"/>` isn't.
bool isOn(const XmlPart &xml)
{
    const QString value = xml.attribute("val"_L1);
    return value != "0"_L1 && value != "false"_L1 && value != "off"_L1;
}

/// The id of a list; empty for none.
QString numberIn(const XmlPart &xml)
{
    const QString id = xml.attribute("val"_L1);
    return id == "0"_L1 ? QString() : id;
}

/// "heading 2" as the style is called in every language.
int levelOfName(const QString &name)
{
    if (name == "Title"_L1)
        return 1;
    return name.startsWith("heading "_L1, Qt::CaseInsensitive) ? QStringView(name).sliced(8).toInt() : 0;
}

Styles readStyles(const QByteArray &content)
{
    Styles styles;
    XmlPart xml(content, {});
    QString id;
    while (xml.next()) {
        if (!xml.starts())
            continue;
        if (xml.element() == "style"_L1)
            id = xml.attribute("styleId"_L1);
        else if (xml.element() == "name"_L1)
            styles[id].level = std::max(styles[id].level, levelOfName(xml.attribute("val"_L1)));
        else if (xml.element() == "basedOn"_L1)
            styles[id].parent = xml.attribute("val"_L1);
        else if (xml.element() == "outlineLvl"_L1 && styles[id].level == 0)
            styles[id].level = (xml.attribute("val"_L1).toInt() + 1) % 10; // 9 is body text
        else if (xml.element() == "vanish"_L1)
            styles[id].isHidden = isOn(xml);
        else if (xml.element() == "numId"_L1)
            styles[id].number = numberIn(xml);
        else if (xml.element() == "ilvl"_L1)
            styles[id].numberLevel = xml.attribute("val"_L1).toInt();
        else if (xml.element() == "b"_L1)
            styles[id].isBold = isOn(xml);
        else if (xml.element() == "caps"_L1)
            styles[id].isUpperCase = isOn(xml);
        else if (xml.element() == "jc"_L1)
            styles[id].isCentred = xml.attribute("val"_L1) == "center"_L1;
    }
    return styles;
}

/// Where the text is; it may have another name than usual.
QByteArray mainPart(const ZipPackage &package)
{
    const Result<QByteArray> relations = package.read("_rels/.rels");
    if (relations) {
        XmlPart xml(*relations, {});
        while (xml.next()) {
            if (xml.starts() && xml.attribute("Type"_L1).endsWith("/officeDocument"_L1)) {
                QByteArray target = xml.attribute("Target"_L1).toUtf8();
                if (target.startsWith('/'))
                    target.remove(0, 1);
                if (package.contains(target))
                    return target;
            }
        }
    }
    return "word/document.xml";
}

/// The headers and footers that a document uses, each part once.
QList<QByteArray> marginParts(const ZipPackage &package, const QByteArray &folder, const QByteArray &main)
{
    QList<QByteArray> parts;
    const Result<QByteArray> relations = package.read(folder + "_rels/" + main.sliced(folder.size()) + ".rels");
    if (!relations)
        return parts;
    XmlPart xml(*relations, {});
    while (xml.next()) {
        const QString type = xml.starts() ? xml.attribute("Type"_L1) : QString();
        if (!type.endsWith("/header"_L1) && !type.endsWith("/footer"_L1))
            continue;
        const QByteArray part = folder + xml.attribute("Target"_L1).toUtf8();
        if (package.contains(part) && !parts.contains(part) && parts.size() < mostMargins)
            parts.append(part);
    }
    return parts;
}

/// Puts the text of one part into a flow.
class BodyReader
{
public:
    BodyReader(const Styles &styles, DocxNumbering &numbering, TextFlow &flow)
        : m_styles(styles)
        , m_numbering(numbering)
        , m_flow(flow)
        , m_paragraphs(flow)
    {
    }

    Result<void> read(const QByteArray &content, const QString &name)
    {
        XmlPart xml(content, name);
        while (xml.next() && !m_flow.isFull()) {
            if (xml.starts())
                startElement(xml);
            else if (xml.ends())
                endElement(xml.element());
            else if (m_inText && m_paragraphs.isInParagraph())
                appendText(xml.text());
        }
        return xml.result();
    }

private:
    void startElement(XmlPart &xml)
    {
        const QStringView name = xml.element();
        static const QSet<QStringView> skipped{u"Fallback",   u"footnotePr", // the same, for older programs
                                               u"del",        u"moveFrom",   // what was taken away
                                               u"pPrChange",  u"rPrChange",  u"tblPrChange", u"sectPrChange",
                                               u"trPrChange", u"tcPrChange", // how it was
                                               u"rt"};                       // how ideographs are spoken
        if (m_isInProperties && (name == "del"_L1 || name == "moveFrom"_L1)) {
            m_properties.isMarkDeleted = true; // it goes on in the next paragraph
        } else if (skipped.contains(name)) {
            xml.skip();
        } else if (name == "p"_L1) {
            m_paragraphs.beginParagraph(); // within another one where it is in a text box
            m_paragraphs.paragraph().text = std::exchange(m_noteMark, {});
            m_properties = {};
        } else if (name == "tbl"_L1) {
            m_paragraphs.beginTable();
        } else if (name == "tr"_L1) {
            m_isHeadRow = false;
        } else if (name == "tblHeader"_L1) {
            m_isHeadRow = isOn(xml);
        } else if (name == "tc"_L1) {
            m_paragraphs.beginCell();
        } else if (name == "footnote"_L1 || name == "endnote"_L1) {
            m_noteMark = m_noteMarks.value(noteId(xml, name));
        } else if (m_paragraphs.isInParagraph()) {
            startInline(xml, name);
            startRun(xml, name);
        }
    }

    /// Footnotes and endnotes are counted each by themselves.
    static QString noteId(const XmlPart &xml, QStringView name)
    {
        return name.first(1).toString() + xml.attribute("id"_L1);
    }

    /// The mark of a note stands apart from the word in front of it, and in front of the note.
    void markNote(const XmlPart &xml, QStringView name)
    {
        const bool isFootnote = name == "footnoteReference"_L1;
        const QString mark = isFootnote ? u"[%1]"_s.arg(++m_footnotes)
                                        : u"[%1]"_s.arg(numberText(++m_endnotes, NumberFormat::LowerRoman));
        m_noteMarks.insert(noteId(xml, name), mark + u' ');
        m_paragraphs.paragraph().text += mark;
    }

    /// Whether what a run has is seen.
    void startRun(const XmlPart &xml, QStringView name)
    {
        if (name == "pPr"_L1) {
            m_isInProperties = true; // of the paragraph, and of its mark
            m_properties = {};
        } else if (m_isInProperties) {
            startProperty(xml, name);
        } else if (name == "r"_L1) {
            m_isHidden = false;
            m_isBold.reset();
            m_isUpperCase.reset();
        } else if (name == "b"_L1) {
            m_isBold = isOn(xml);
        } else if (name == "caps"_L1) {
            m_isUpperCase = isOn(xml);
        }
        if (name == "vanish"_L1 && !m_isInProperties) {
            m_isHidden = isOn(xml);
        } else if (name == "rStyle"_L1 && !m_isInProperties) {
            const QString style = xml.attribute("val"_L1);
            m_isHidden = m_isHidden || isHiddenIn(m_styles, style);
            m_isBold = valueIn(m_styles, style, &Style::isBold);
            m_isUpperCase = valueIn(m_styles, style, &Style::isUpperCase);
        }
    }

    void startProperty(const XmlPart &xml, QStringView name)
    {
        if (name == "pStyle"_L1)
            m_properties.style = xml.attribute("val"_L1);
        else if (name == "numId"_L1)
            m_properties.number = numberIn(xml);
        else if (name == "ilvl"_L1)
            m_properties.level = xml.attribute("val"_L1).toInt();
        else if (name == "jc"_L1)
            m_properties.isCentred = xml.attribute("val"_L1) == "center"_L1;
    }

    /// The properties of a paragraph are known: what number it has, and what its text looks like where no run says more.
    void endProperties()
    {
        ParagraphFlow::Paragraph &paragraph = m_paragraphs.paragraph();
        const QString &style = m_properties.style;
        const QString number =
            m_properties.number ? *m_properties.number : valueIn(m_styles, style, &Style::number).value_or(QString());
        if (!number.isEmpty() && !m_properties.isMarkDeleted) {
            const auto ofStyle = [&] {
                return valueIn(m_styles, style, &Style::numberLevel).value_or(m_numbering.levelOfStyle(number, style));
            };
            paragraph.label = m_numbering.next(number, m_properties.level ? *m_properties.level : ofStyle());
        }
        paragraph.look.isCentred = m_properties.isCentred ? *m_properties.isCentred
                                                          : valueIn(m_styles, style, &Style::isCentred).value_or(false);
    }

    /// Upper case where the run has it so, and whether the text of the paragraph is bold all through.
    void appendText(QStringView part)
    {
        ParagraphFlow::Paragraph &paragraph = m_paragraphs.paragraph();
        const auto isSo = [this](const std::optional<bool> &ofRun, std::optional<bool> Style::*ofStyle) {
            return ofRun ? *ofRun : valueIn(m_styles, m_properties.style, ofStyle).value_or(false);
        };
        if (!part.trimmed().isEmpty())
            paragraph.look.noteBold(isSo(m_isBold, &Style::isBold));
        if (isSo(m_isUpperCase, &Style::isUpperCase))
            paragraph.text += part.toString().toUpper();
        else
            paragraph.text += part;
    }

    void startInline(const XmlPart &xml, QStringView name)
    {
        ParagraphFlow::Paragraph &paragraph = m_paragraphs.paragraph();
        if (name == "t"_L1) {
            m_inText = !m_isHidden;
        } else if (m_isHidden && (name == "tab"_L1 || name == "br"_L1 || name == "cr"_L1)) {
            return;
        } else if (name == "pStyle"_L1) {
            paragraph.level = levelOf(m_styles, xml.attribute("val"_L1));
        } else if (name == "pageBreakBefore"_L1) {
            if (isOn(xml))
                m_flow.breakPage();
        } else if (name == "outlineLvl"_L1) {
            paragraph.level = (xml.attribute("val"_L1).toInt() + 1) % 10;
        } else if (name == "tab"_L1) {
            if (!paragraph.text.isEmpty()) // those in the paragraph's properties are tab stops
                paragraph.text += u'\t';
        } else if (name == "ptab"_L1) {
            paragraph.text += u'\t';
        } else if (name == "cr"_L1 || (name == "br"_L1 && xml.attribute("type"_L1) != "page"_L1)) {
            paragraph.text += u'\n';
        } else if (name == "footnoteReference"_L1 || name == "endnoteReference"_L1) {
            // Where it has a mark of its own, that is text behind it.
            const QString custom = xml.attribute("customMarkFollows"_L1);
            if (!m_isHidden && (custom.isEmpty() || custom == "0"_L1 || custom == "false"_L1))
                markNote(xml, name);
        } else if (name == "noBreakHyphen"_L1) {
            paragraph.text += u'-';
        } else if (name == "br"_L1 || name == "lastRenderedPageBreak"_L1) {
            m_paragraphs.breakPage();
        }
    }

    void endElement(QStringView name)
    {
        if (name == "t"_L1) {
            m_inText = false;
        } else if (name == "r"_L1) {
            m_isHidden = false;
        } else if (name == "pPr"_L1) {
            m_isInProperties = false;
            if (m_paragraphs.isInParagraph())
                endProperties();
        } else if (name == "p"_L1 && m_paragraphs.isInParagraph()) {
            m_paragraphs.endParagraph();
        } else if (name == "tc"_L1) {
            m_paragraphs.endCell();
        } else if (name == "tr"_L1) {
            m_paragraphs.endRow(m_isHeadRow);
        } else if (name == "tbl"_L1) {
            m_paragraphs.endTable();
        }
    }

    struct Properties // of the paragraph
    {
        QString style{};
        std::optional<QString> number{};
        std::optional<int> level{};
        std::optional<bool> isCentred{};
        bool isMarkDeleted = false;
    };

    const Styles &m_styles;
    DocxNumbering &m_numbering;
    TextFlow &m_flow;
    ParagraphFlow m_paragraphs;
    bool m_isHeadRow = false;
    bool m_inText = false;
    bool m_isHidden = false; // the run
    std::optional<bool> m_isBold;
    std::optional<bool> m_isUpperCase;
    bool m_isInProperties = false;
    Properties m_properties;
    int m_footnotes = 0;
    int m_endnotes = 0;
    QHash<QString, QString> m_noteMarks; // by kind and id
    QString m_noteMark;                  // of the note whose paragraph comes next
};

} // namespace

Result<void> readDocx(const QByteArray &content, DocumentSink &sink)
{
    const Result<ZipPackage> package = ZipPackage::open(content);
    if (!package)
        return package.error();
    const QByteArray main = mainPart(*package);
    const Result<QByteArray> body = package->read(main);
    if (!body)
        return body.error();
    const QByteArray folder = main.left(main.lastIndexOf('/') + 1);
    Styles styles;
    if (const auto part = package->read(folder + "styles.xml"))
        styles = readStyles(*part);

    DocxNumbering numbering;
    if (const auto part = package->read(folder + "numbering.xml"))
        numbering.read(*part);

    TextFlow flow(sink.limits());
    if (body->contains("lastRenderedPageBreak"))
        flow.hasRealPages();
    BodyReader reader(styles, numbering, flow);
    if (auto read = reader.read(*body, QString::fromUtf8(main)); !read)
        return read;
    // Headers and footers stand once, at the end: on each page they would part its sentences.
    for (const QByteArray &name :
         QList<QByteArray>{folder + "footnotes.xml", folder + "endnotes.xml"} + marginParts(*package, folder, main)) {
        flow.breakParagraph();
        if (!package->contains(name))
            continue;
        const Result<QByteArray> part = package->read(name);
        if (!part)
            return part.error();
        if (auto read = reader.read(*part, QString::fromUtf8(name)); !read)
            return read;
    }
    return flow.writeTo(sink);
}

} // namespace Procession
