// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"
#include "packagerelations.h"
#include "slideshapes.h"
#include "textflow.h"
#include "xmlpart.h"
#include "zippackage.h"

#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostSlides = 10'000;

/// The shapes of a slide, or of its notes.
class SlideReader
{
public:
    /// Whether the slide is shown.
    bool isShown() const { return m_isShown; }

    Result<std::vector<SlideShape>> read(const QByteArray &content, const QString &name)
    {
        XmlPart xml(content, name);
        while (xml.next() && m_shapes.size() < SlideShape::mostOfASlide) {
            if (xml.starts())
                start(xml);
            else if (xml.ends())
                end(xml.element());
            else if (m_isText)
                m_paragraph += xml.text();
        }
        if (auto read = xml.result(); !read)
            return read.error();
        return std::move(m_shapes);
    }

private:
    void start(XmlPart &xml)
    {
        const QStringView name = xml.element();
        if (name == "Fallback"_L1) {
            xml.skip(); // the same, for older programs
        } else if (name == "sld"_L1) {
            const QString show = xml.attribute("show"_L1);
            m_isShown = show != "0"_L1 && show != "false"_L1;
        } else if (name == "sp"_L1 || name == "graphicFrame"_L1) {
            m_shape = {};
        } else if (name == "ph"_L1) {
            const QString type = xml.attribute("type"_L1);
            m_shape.isTitle = type == "title"_L1 || type == "ctrTitle"_L1;
            m_shape.isFurniture =
                type == "sldNum"_L1 || type == "dt"_L1 || type == "ftr"_L1 || type == "hdr"_L1 || type == "sldImg"_L1;
        } else if (name == "off"_L1 && !m_shape.isPlaced) {
            m_shape.x = xml.attribute("x"_L1).toLongLong();
            m_shape.y = xml.attribute("y"_L1).toLongLong();
            m_shape.isPlaced = true;
        } else if (name == "tbl"_L1) {
            m_shape.isTable = true;
        } else if (name == "tr"_L1) {
            m_row.clear();
        } else if (name == "tc"_L1) {
            m_cell.clear();
        } else if (name == "p"_L1) {
            m_paragraph.clear();
        } else if (name == "t"_L1) {
            m_isText = true;
        } else if (name == "br"_L1) {
            m_paragraph += u'\n';
        }
    }

    void end(QStringView name)
    {
        if (name == "t"_L1) {
            m_isText = false;
        } else if (name == "p"_L1) {
            if (m_shape.isTable)
                m_cell += m_paragraph + u' ';
            else if (!m_paragraph.trimmed().isEmpty())
                m_shape.paragraphs.append(m_paragraph.trimmed());
            m_paragraph.clear();
        } else if (name == "tc"_L1) {
            m_row.append(m_cell.simplified());
        } else if (name == "tr"_L1) {
            m_shape.paragraphs.append(m_row.join(u'\t'));
        } else if (name == "sp"_L1 || name == "graphicFrame"_L1) {
            if (!m_shape.paragraphs.isEmpty() && !m_shape.isFurniture)
                m_shapes.push_back(std::move(m_shape));
            m_shape = {};
        }
    }

    std::vector<SlideShape> m_shapes;
    SlideShape m_shape;
    QStringList m_row;
    QString m_cell;
    QString m_paragraph;
    bool m_isText = false;
    bool m_isShown = true;
};

Result<void> appendSlide(const ZipPackage &package, const QByteArray &part, TextFlow &flow)
{
    const Result<QByteArray> content = package.read(part);
    if (!content)
        return content.error();
    SlideReader reader;
    Result<std::vector<SlideShape>> shapes = reader.read(*content, QString::fromUtf8(part));
    if (!shapes)
        return shapes.error();
    if (!reader.isShown())
        return {};
    sortAsRead(*shapes);
    appendShapes(*shapes, flow);
    const QByteArray notes = PackageRelations::of(package, part).byType(u"notesSlide"_s);
    if (!notes.isEmpty() && package.contains(notes)) {
        const Result<QByteArray> text = package.read(notes);
        if (!text)
            return text.error();
        Result<std::vector<SlideShape>> said = SlideReader().read(*text, QString::fromUtf8(notes));
        if (!said)
            return said.error();
        appendShapes(*said, flow);
    }
    flow.breakPage();
    return {};
}

} // namespace

Result<void> readPptx(const QByteArray &content, DocumentSink &sink)
{
    const Result<ZipPackage> package = ZipPackage::open(content);
    if (!package)
        return package.error();
    QByteArray part = PackageRelations::of(*package, {}).byType(u"officeDocument"_s);
    if (part.isEmpty())
        part = "ppt/presentation.xml";
    const Result<QByteArray> presentation = package->read(part);
    if (!presentation)
        return presentation.error();
    const PackageRelations relations = PackageRelations::of(*package, part);
    QByteArrayList slides;
    XmlPart xml(*presentation, QString::fromUtf8(part));
    while (xml.next()) {
        if (xml.starts() && xml.element() == "sldId"_L1 && slides.size() < mostSlides)
            slides.append(relations.byId(xml.prefixedAttribute("r:id"_L1)));
    }
    if (auto read = xml.result(); !read)
        return read;
    TextFlow flow(sink.limits());
    flow.hasRealPages();
    for (const QByteArray &slide : std::as_const(slides)) {
        if (slide.isEmpty() || !package->contains(slide))
            continue;
        if (auto read = appendSlide(*package, slide, flow); !read)
            return read;
    }
    return flow.writeTo(sink);
}

} // namespace Procession
