// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"

#include "drawingtext.h"
#include "dxfdrawing.h"
#include "textflow.h"

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Writes the texts in the order in which they were drawn: nothing else tells which belong together. Those that follow
/// each other on a line stay on one.
class DrawingWriter
{
public:
    DrawingWriter(const DxfDrawing &drawing, TextFlow &flow)
        : m_drawing(drawing)
        , m_flow(flow)
    {
    }

    void writePage(const DxfDrawing::Space &space)
    {
        m_written.clear();
        m_page.clear();
        write(space, 0);
        if (m_page.trimmed().isEmpty())
            return;
        if (!m_flow.text().isEmpty())
            m_flow.breakPage();
        m_flow.append(m_page);
    }

private:
    void write(const DxfDrawing::Space &space, int depth)
    {
        constexpr int deepest = 50;
        const DxfDrawing::Item *last = nullptr;
        for (const DxfDrawing::Item &item : space) {
            if (item.text >= 0) {
                const QString raw = m_drawing.texts().value(item.text);
                const QString text = (item.hasLines ? drawnLines(raw) : drawnLine(raw)).trimmed();
                write(text, item, last);
                last = text.contains(u'\n') ? nullptr : &item;
            } else if (const DxfDrawing::Space *block = m_drawing.block(item.block);
                       block && depth < deepest && !m_written.contains(item.block)) {
                m_written.insert(item.block); // a sign that stands there a hundred times says nothing new
                write(*block, depth + 1);
                last = nullptr;
            }
        }
    }

    void write(const QString &text, const DxfDrawing::Item &item, const DxfDrawing::Item *last)
    {
        const bool hasLines = text.contains(u'\n');
        const bool follows = last && !hasLines && item.x > last->x
            && std::abs(item.y - last->y) <= std::max(item.height, last->height) / 2;
        if (!m_page.isEmpty())
            m_page += follows ? u'\t' : u'\n';
        if (hasLines && !m_page.isEmpty() && !m_page.endsWith("\n\n"_L1))
            m_page += u'\n';
        m_page += text;
        if (hasLines)
            m_page += u'\n';
    }

    const DxfDrawing &m_drawing;
    TextFlow &m_flow;
    QSet<QByteArray> m_written; // blocks, on the page
    QString m_page;
};

} // namespace

Result<void> readDxf(const QByteArray &content, DocumentSink &sink)
{
    const Result<DxfDrawing> drawing = DxfDrawing::read(content, sink.limits());
    if (!drawing)
        return drawing.error();
    TextFlow flow(sink.limits());
    flow.hasRealPages();
    DrawingWriter writer(*drawing, flow);
    const QList<const DxfDrawing::Space *> pages = drawing->pages();
    for (const DxfDrawing::Space *page : pages)
        writer.writePage(*page);
    return flow.writeTo(sink);
}

} // namespace Procession
