// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"

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
    QString parent;
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
    BodyReader(const Styles &styles, TextFlow &flow)
        : m_styles(styles)
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
                m_paragraphs.paragraph().text += xml.text();
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
        if (skipped.contains(name)) {
            xml.skip();
        } else if (name == "p"_L1) {
            m_paragraphs.beginParagraph(); // within another one where it is in a text box
        } else if (name == "tc"_L1) {
            m_paragraphs.beginCell();
        } else if (m_paragraphs.isInParagraph()) {
            startInline(xml, name);
            startRun(xml, name);
        }
    }

    /// Whether what a run has is seen.
    void startRun(const XmlPart &xml, QStringView name)
    {
        if (name == "pPr"_L1)
            m_isInProperties = true; // of the paragraph, and of its mark
        else if (name == "r"_L1)
            m_isHidden = false;
        else if (name == "vanish"_L1 && !m_isInProperties)
            m_isHidden = isOn(xml);
        else if (name == "rStyle"_L1 && !m_isInProperties)
            m_isHidden = m_isHidden || isHiddenIn(m_styles, xml.attribute("val"_L1));
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
        } else if (name == "p"_L1 && m_paragraphs.isInParagraph()) {
            m_paragraphs.endParagraph();
        } else if (name == "tc"_L1) {
            m_paragraphs.endCell();
        } else if (name == "tr"_L1) {
            m_paragraphs.endRow();
        } else if (name == "tbl"_L1) {
            m_paragraphs.endTable();
        }
    }

    const Styles &m_styles;
    TextFlow &m_flow;
    ParagraphFlow m_paragraphs;
    bool m_inText = false;
    bool m_isHidden = false; // the run
    bool m_isInProperties = false;
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

    TextFlow flow(sink.limits());
    if (body->contains("lastRenderedPageBreak"))
        flow.hasRealPages();
    BodyReader reader(styles, flow);
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
