// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"

#include "odtnumbering.h"
#include "paragraphflow.h"
#include "xmlpart.h"
#include "zippackage.h"

#include <QSet>

#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxSpaces = 1000; // that one element may stand for
constexpr int boldWeight = 600;

/// What styles say of text that matters here.
struct Styles
{
    QSet<QString> onNewPage;
    QSet<QString> hidden;
    OdtListStyles lists;

    struct Look
    {
        std::optional<bool> isBold{};
        std::optional<bool> isUpperCase{};
        std::optional<bool> isCentred{};
        QString list{};
    };
    QHash<QString, Look> looks; // those of the style's parent included
};

/// Reads a style's properties, where one of them begins. `style` is the one that is open.
void readStyle(const XmlPart &xml, QString &style, Styles &styles)
{
    const QStringView name = xml.element();
    styles.lists.read(xml);
    if (name == "style"_L1) {
        style = xml.attribute("name"_L1);
        Styles::Look look = styles.looks.value(xml.attribute("parent-style-name"_L1));
        if (const QString list = xml.attribute("list-style-name"_L1); !list.isEmpty())
            look.list = list;
        styles.looks.insert(style, look);
        if (styles.hidden.contains(xml.attribute("parent-style-name"_L1)))
            styles.hidden.insert(style);
    } else if (name == "paragraph-properties"_L1) {
        if (xml.attribute("break-before"_L1) == "page"_L1)
            styles.onNewPage.insert(style);
        if (const QString align = xml.attribute("text-align"_L1); !align.isEmpty())
            styles.looks[style].isCentred = align == "center"_L1;
    } else if (name == "text-properties"_L1) {
        const QString display = xml.attribute("display"_L1);
        if (display == "none"_L1)
            styles.hidden.insert(style);
        else if (!display.isEmpty())
            styles.hidden.remove(style);
        if (const QString weight = xml.attribute("font-weight"_L1); !weight.isEmpty())
            styles.looks[style].isBold = weight == "bold"_L1 || weight.toInt() >= boldWeight;
        if (const QString transform = xml.attribute("text-transform"_L1); !transform.isEmpty())
            styles.looks[style].isUpperCase = transform == "uppercase"_L1;
    }
}

/// Puts the text of content.xml into a flow, or of a header or footer that has begun in styles.xml.
class ContentReader
{
public:
    ContentReader(const QByteArray &content, const QString &name, const Styles &styles, TextFlow &flow)
        : m_xml(content, name)
        , m_flow(flow)
        , m_styles(styles)
        , m_paragraphs(flow)
    {
    }

    /// Of styles.xml the styles, and the headers and footers, which the flow gets.
    Result<void> readMargins()
    {
        int depth = 0; // within a header or footer
        while (m_xml.next() && !m_flow.isFull()) {
            static const QSet<QStringView> margins{u"header",      u"footer",       u"header-left",
                                                   u"footer-left", u"header-first", u"footer-first"};
            const bool isMargin = margins.contains(m_xml.element());
            if (m_xml.starts() && isMargin)
                depth += m_xml.attribute("display"_L1) == "false"_L1 ? 0 : 1;
            else if (m_xml.ends() && isMargin)
                depth = std::max(0, depth - 1);
            else if (depth > 0)
                take();
            else if (m_xml.starts())
                readStyle(m_xml, m_style, m_styles);
        }
        return m_xml.result();
    }
    const Styles &styles() const { return m_styles; }

    Result<void> read()
    {
        while (m_xml.next() && !m_flow.isFull()) {
            take();
        }
        return m_xml.result();
    }

private:
    void take()
    {
        if (m_xml.starts())
            startElement();
        else if (m_xml.ends())
            endElement(m_xml.element());
        else if (m_paragraphs.isInParagraph())
            appendText(m_xml.text());
    }

    /// Whether nobody sees what has begun: a hidden section, field or style.
    bool isHidden() const
    {
        const QStringView name = m_xml.element();
        if (name == "section"_L1 || name == "hidden-text"_L1) {
            const QString display = m_xml.attribute("display"_L1);
            const bool isConditional = name == "hidden-text"_L1 || display == "condition"_L1;
            return display == "none"_L1 || (isConditional && m_xml.attribute("is-hidden"_L1) == "true"_L1);
        }
        const bool isText = name == "p"_L1 || name == "h"_L1 || name == "span"_L1;
        return isText && m_styles.hidden.contains(m_xml.attribute("style-name"_L1));
    }

    void startElement()
    {
        const QStringView name = m_xml.element();
        readStyle(m_xml, m_style, m_styles);
        if (name == "tracked-changes"_L1 || name == "annotation"_L1 || name == "sequence-decls"_L1 || name == "forms"_L1
            || name == "event-listeners"_L1 || name == "ruby-text"_L1 || isHidden()) {
            m_xml.skip(); // what was deleted, what others remark, how ideographs are spoken
        } else if (name == "hidden-paragraph"_L1 && m_paragraphs.isInParagraph()) {
            m_isParagraphHidden = m_xml.attribute("is-hidden"_L1) == "true"_L1;
        } else if (name == "list"_L1) {
            m_lists.beginList(m_xml);
        } else if (name == "list-item"_L1 || name == "list-header"_L1) {
            m_lists.beginItem(m_xml, name == "list-header"_L1);
        } else if (name == "table"_L1) {
            m_paragraphs.beginTable();
        } else if (name == "table-header-rows"_L1) {
            m_isHeadRow = true;
        } else if (name == "table-cell"_L1) {
            m_paragraphs.beginCell();
        } else if (name == "h"_L1 || name == "p"_L1) {
            if (!m_paragraphs.isInCell() && !m_paragraphs.isInParagraph()
                && m_styles.onNewPage.contains(m_xml.attribute("style-name"_L1)))
                m_flow.breakPage();
            const int level = name == "h"_L1 ? std::max(1, m_xml.attribute("outline-level"_L1).toInt()) : 0;
            m_paragraphs.beginParagraph(level);
            m_paragraphs.paragraph().text = std::exchange(m_noteMark, {});
            beginLook(level);
        } else if (name == "soft-page-break"_L1) {
            m_paragraphs.breakPage();
        } else if (m_paragraphs.isInParagraph()) {
            startInline(name);
        }
    }

    void startInline(QStringView name)
    {
        QString &text = m_paragraphs.paragraph().text;
        if (name == "s"_L1)
            text += QString(std::clamp(m_xml.attribute("c"_L1).toInt(), 1, maxSpaces), u' ');
        else if (name == "tab"_L1)
            text += u'\t';
        else if (name == "line-break"_L1)
            text += u'\n';
        else if (name == "note-citation"_L1)
            beginMark(text);
        else if (name == "span"_L1)
            m_spans.push_back(m_styles.looks.value(m_xml.attribute("style-name"_L1)));
    }

    /// The mark of a note stands apart from the word in front of it, and in front of the note.
    void beginMark(QString &text)
    {
        text += u'[';
        m_markAt = text.size();
    }
    void endMark()
    {
        QString &text = m_paragraphs.paragraph().text;
        if (m_markAt <= text.size()) {
            text += u']';
            m_noteMark = u"[%1 "_s.arg(QStringView(text).sliced(m_markAt));
        }
    }

    /// The number and the look of a paragraph that has begun.
    void beginLook(int level)
    {
        const Styles::Look look = m_styles.looks.value(m_xml.attribute("style-name"_L1));
        ParagraphFlow::Paragraph &paragraph = m_paragraphs.paragraph();
        paragraph.look.isCentred = look.isCentred.value_or(false);
        m_spans = {look};
        if (m_lists.isInList()) {
            paragraph.label = m_lists.next(m_styles.lists, look.list);
        } else if (level > 0 && m_xml.attribute("is-list-header"_L1) != "true"_L1) {
            const QString value = m_xml.attribute("start-value"_L1);
            const bool restarts = m_xml.attribute("restart-numbering"_L1) == "true"_L1 && !value.isEmpty();
            paragraph.label =
                m_lists.nextHeading(m_styles.lists, level, restarts ? value.toInt() : std::optional<int>());
        }
    }

    /// What the innermost span says, or those around it, of a property.
    bool isSo(std::optional<bool> Styles::Look::*property) const
    {
        const auto found = std::find_if(m_spans.rbegin(), m_spans.rend(),
                                        [property](const Styles::Look &look) { return (look.*property).has_value(); });
        return found != m_spans.rend() && *((*found).*property);
    }

    /// White space in the file is one space, as in HTML.
    void appendText(QStringView part)
    {
        QString &text = m_paragraphs.paragraph().text;
        if (!part.trimmed().isEmpty())
            m_paragraphs.paragraph().look.noteBold(isSo(&Styles::Look::isBold));
        const bool isUpperCase = isSo(&Styles::Look::isUpperCase);
        for (const QChar c : isUpperCase ? part.toString().toUpper() : part.toString()) {
            const bool isWhite = c == u' ' || c == u'\n' || c == u'\t' || c == u'\r';
            if (!isWhite)
                text += c;
            else if (!text.isEmpty() && !text.back().isSpace())
                text += u' ';
        }
    }

    void endElement(QStringView name)
    {
        if ((name == "h"_L1 || name == "p"_L1) && m_paragraphs.isInParagraph()) {
            if (std::exchange(m_isParagraphHidden, false))
                m_paragraphs.paragraph().text.clear();
            m_paragraphs.endParagraph();
        } else if (name == "note-citation"_L1 && m_paragraphs.isInParagraph()) {
            endMark();
        } else if (name == "note-body"_L1) {
            m_noteMark.clear();
        } else if (name == "span"_L1 && m_spans.size() > 1) {
            m_spans.pop_back();
        } else if (name == "list"_L1) {
            m_lists.endList();
        } else if (name == "list-item"_L1 || name == "list-header"_L1) {
            m_lists.endItem();
        } else if (name == "table-header-rows"_L1) {
            m_isHeadRow = false;
        } else if (name == "table-cell"_L1) {
            m_paragraphs.endCell();
        } else if (name == "table-row"_L1) {
            m_paragraphs.endRow(m_isHeadRow);
        } else if (name == "table"_L1) {
            m_paragraphs.endTable();
        }
    }

    XmlPart m_xml;
    TextFlow &m_flow;
    QString m_style;
    Styles m_styles;
    ParagraphFlow m_paragraphs;
    OdtLists m_lists;
    std::vector<Styles::Look> m_spans; // those that are open, behind the paragraph's
    bool m_isHeadRow = false;
    bool m_isParagraphHidden = false;
    qsizetype m_markAt = 0; // where the mark of a note begins in its paragraph
    QString m_noteMark;     // of the note whose paragraph comes next
};

} // namespace

Result<void> readOdt(const QByteArray &content, DocumentSink &sink)
{
    const Result<ZipPackage> package = ZipPackage::open(content);
    if (!package)
        return package.error();
    const Result<QByteArray> body = package->readOpenDocument();
    if (!body)
        return body.error();
    TextFlow flow(sink.limits());
    if (body->contains("soft-page-break"))
        flow.hasRealPages();
    Styles styles;
    TextFlow margins(sink.limits());
    if (const auto part = package->read("styles.xml")) {
        ContentReader reader(*part, u"styles.xml"_s, {}, margins);
        if (auto read = reader.readMargins(); !read)
            return read;
        styles = reader.styles();
    }
    if (auto read = ContentReader(*body, u"content.xml"_s, styles, flow).read(); !read)
        return read;
    // Once, at the end: on each page they would part its sentences.
    flow.breakParagraph();
    flow.append(margins.text());
    return flow.writeTo(sink);
}

} // namespace Procession
