// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"
#include "slideshapes.h"
#include "xmlpart.h"
#include "zippackage.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxSpaces = 1000; // that one element may stand for

/// A length such as "2.5cm" in EMU; 0 where it is none.
qint64 emuOf(const QString &length)
{
    static const QHash<QString, double> units{
        {u"cm"_s, 360'000}, {u"mm"_s, 36'000}, {u"in"_s, 914'400}, {u"pt"_s, 12'700}, {u"pc"_s, 152'400}};
    bool isNumber = false;
    const double number = QStringView(length).chopped(std::min<qsizetype>(2, length.size())).toDouble(&isNumber);
    const double emu = number * units.value(length.right(2));
    constexpr double farthest = 1e12;
    return isNumber && emu > -farthest && emu < farthest ? static_cast<qint64>(emu) : 0;
}

/// Reads the slides of content.xml, one after the other.
class PresentationReader
{
public:
    explicit PresentationReader(TextFlow &flow)
        : m_flow(flow)
    {
    }

    Result<void> read(const QByteArray &content)
    {
        XmlPart xml(content, u"content.xml"_s);
        while (xml.next() && !m_flow.isFull()) {
            if (xml.starts())
                start(xml);
            else if (xml.ends())
                end(xml.element());
            else if (m_paragraphs > 0)
                appendText(xml.text());
        }
        return xml.result();
    }

private:
    static bool isShape(QStringView name)
    {
        static const QSet<QStringView> names{u"frame",   u"custom-shape", u"rect",      u"ellipse",
                                             u"circle",  u"line",         u"connector", u"polyline",
                                             u"polygon", u"path",         u"caption",   u"regular-polygon"};
        return names.contains(name);
    }

    void start(XmlPart &xml)
    {
        const QStringView name = xml.element();
        if (name == "style"_L1) {
            m_style = xml.attribute("name"_L1);
        } else if (name == "drawing-page-properties"_L1) {
            if (xml.attribute("visibility"_L1) == "hidden"_L1)
                m_hidden.insert(m_style);
        } else if (name == "annotation"_L1 || name == "forms"_L1 || name == "object"_L1 || name == "page-number"_L1
                   || name == "event-listeners"_L1) {
            xml.skip(); // what others remark, what is drawn by others
        } else if (name == "page"_L1) {
            if (m_hidden.contains(xml.attribute("style-name"_L1)))
                xml.skip();
        } else if (name == "notes"_L1) {
            endSide();
            m_isNotes = true;
        } else if (isShape(name)) {
            m_shape = {};
            beginShape(xml);
        } else if (name == "table"_L1) {
            m_shape.isTable = true;
        } else if (name == "table-row"_L1) {
            m_row.clear();
        } else if (name == "table-cell"_L1) {
            m_cell.clear();
        } else if (name == "p"_L1 || name == "h"_L1) {
            ++m_paragraphs;
        } else if (m_paragraphs > 0) {
            startInline(xml);
        }
    }

    void beginShape(const XmlPart &xml)
    {
        static const QSet<QString> furniture{u"page-number"_s, u"date-time"_s, u"footer"_s, u"header"_s, u"page"_s};
        const QString kind = xml.attribute("class"_L1);
        m_shape.isTitle = kind == "title"_L1 && !m_isNotes;
        // A placeholder says what one might write there.
        m_shape.isFurniture = furniture.contains(kind) || xml.attribute("placeholder"_L1) == "true"_L1;
        if (const QString x = xml.attribute("x"_L1), y = xml.attribute("y"_L1); !x.isEmpty() && !y.isEmpty()) {
            place(x, y);
            return;
        }
        static const QRegularExpression translation(uR"(translate\s*\(\s*([^\s,()]+)[\s,]+([^\s,()]+))"_s);
        if (const auto match = translation.match(xml.attribute("transform"_L1).left(1000)); match.hasMatch())
            place(match.captured(1), match.captured(2));
        else if (const QString left = xml.attribute("x1"_L1); !left.isEmpty()) // a line's
            place(left, xml.attribute("y1"_L1));
    }

    void place(const QString &x, const QString &y)
    {
        m_shape.x = emuOf(x);
        m_shape.y = emuOf(y);
        m_shape.isPlaced = true;
    }

    void startInline(const XmlPart &xml)
    {
        const QStringView name = xml.element();
        if (name == "s"_L1)
            m_paragraph += QString(std::clamp(xml.attribute("c"_L1).toInt(), 1, maxSpaces), u' ');
        else if (name == "tab"_L1)
            m_paragraph += u'\t';
        else if (name == "line-break"_L1)
            m_paragraph += u'\n';
    }

    /// White space in the file is one space, as in HTML.
    void appendText(QStringView part)
    {
        for (const QChar c : part) {
            const bool isWhite = c == u' ' || c == u'\n' || c == u'\t' || c == u'\r';
            if (!isWhite)
                m_paragraph += c;
            else if (!m_paragraph.isEmpty() && !m_paragraph.back().isSpace())
                m_paragraph += u' ';
        }
    }

    void end(QStringView name)
    {
        if (name == "p"_L1 || name == "h"_L1) {
            m_paragraphs = std::max(0, m_paragraphs - 1);
            const QString paragraph = std::exchange(m_paragraph, {}).trimmed();
            if (m_shape.isTable)
                m_cell += paragraph + u' ';
            else if (!paragraph.isEmpty())
                m_shape.paragraphs.append(paragraph);
        } else if (name == "table-cell"_L1) {
            m_row.append(m_cell.simplified());
        } else if (name == "table-row"_L1) {
            m_shape.paragraphs.append(m_row.join(u'\t'));
        } else if (isShape(name)) {
            if (!m_shape.paragraphs.isEmpty() && !m_shape.isFurniture && m_shapes.size() < SlideShape::mostOfASlide)
                m_shapes.push_back(std::move(m_shape));
            m_shape = {};
        } else if (name == "notes"_L1) {
            endSide();
            m_isNotes = false;
        } else if (name == "page"_L1) {
            endSide();
            m_flow.breakPage();
        }
    }

    /// What is shown ends, or what is noted.
    void endSide()
    {
        sortAsRead(m_shapes);
        appendShapes(m_shapes, m_flow);
        m_shapes.clear();
    }

    TextFlow &m_flow;
    QString m_style;        // that is open
    QSet<QString> m_hidden; // styles of slides that aren't shown
    std::vector<SlideShape> m_shapes;
    SlideShape m_shape;
    QStringList m_row;
    QString m_cell;
    QString m_paragraph;
    int m_paragraphs = 0; // that are open
    bool m_isNotes = false;
};

} // namespace

Result<void> readOdp(const QByteArray &content, DocumentSink &sink)
{
    const Result<QByteArray> body = ZipPackage::readOpenDocument(content);
    if (!body)
        return body.error();
    TextFlow flow(sink.limits());
    flow.hasRealPages();
    if (auto read = PresentationReader(flow).read(*body); !read)
        return read;
    return flow.writeTo(sink);
}

} // namespace Procession
