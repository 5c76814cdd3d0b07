// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"

#include "dehyphenation.h"
#include "pagemargins.h"
#include "pagerecognition.h"
#include "pdflines.h"

#include <QHash>
#include <QMap>

#include <algorithm>
#include <cmath>
#include <memory>
#include <poppler-qt6.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxOutlineDepth = 6;
constexpr qsizetype maxOutlineItems = 2000;
constexpr qsizetype maxLines = 50'000;      // whose size is kept, to find headings by it
constexpr qsizetype maxHeadingLength = 120; // of a line that may be one
constexpr double pointsPerInch = 72;
constexpr double drawnDpi = 300; // what letters are recognised from
constexpr double leastDpi = 100;
constexpr double glanceDpi = 36; // enough to tell a blank page
constexpr double mostPixels = 40e6;
constexpr double longestSide = 20'000; // in pixels
constexpr double largerBy = 1.15;      // the body's type, for a heading

/// A line that may be a heading, since it is a short one.
struct Line
{
    QString text;
    int page = 1;
    qsizetype offset = 0;
    int size = 0; // the height of its type, in tenths of a point
};

/// Where a heading stands in the page's text: in a line of its own, else anywhere; at the beginning where it isn't
/// found.
qsizetype offsetOf(const QString &heading, const QString &page)
{
    if (page.startsWith(heading))
        return 0;
    if (const qsizetype line = page.indexOf(u'\n' + heading); line >= 0)
        return line + 1;
    if (const qsizetype anywhere = page.indexOf(heading, 0, Qt::CaseInsensitive); anywhere >= 0)
        return anywhere;
    // It may be set in two lines.
    const QString start = heading.section(u' ', 0, 2, QString::SectionSkipEmpty);
    return std::max<qsizetype>(0, start.isEmpty() ? 0 : page.indexOf(start, 0, Qt::CaseInsensitive));
}

/// Reads one document; poppler's objects stay in here.
class PdfText
{
public:
    PdfText(Poppler::Document &document, DocumentSink &sink)
        : m_document(document)
        , m_sink(sink)
        , m_recognition(sink.limits().recognition)
    {
        m_document.setRenderHint(Poppler::Document::TextAntialiasing);
        m_document.setRenderHint(Poppler::Document::Antialiasing);
    }

    Result<void> read()
    {
        const int pages = m_document.numPages();
        if (pages < 1)
            return documentError(DocumentFailure::malformed, u"The PDF has no pages that can be read."_s);
        if (auto expected = m_sink.expectPages(pages); !expected)
            return expected;
        QList<Heading> headings;
        readOutline(m_document.outline(), 1, headings);
        m_findsHeadings = headings.isEmpty();
        QMap<int, QList<qsizetype>> ofPage;
        for (qsizetype i = 0; i < headings.size(); ++i)
            ofPage[headings[i].page].append(i);

        learnMargins(pages);
        bool hasAny = false;
        for (int number = 1; number <= pages; ++number) {
            const std::unique_ptr<Poppler::Page> page(m_document.page(number - 1));
            const QString text = page ? withoutMargins(contentOf(*page, number)) : QString();
            // Once, at the end, where they part no sentence.
            const QString margins =
                number == pages && !m_margins.taken().isEmpty() ? u"\n\n"_s + m_margins.taken().join(u'\n') : QString();
            hasAny = hasAny || page;
            if (page && text.trimmed().isEmpty()) {
                if (auto added = addImage(*page, margins); !added)
                    return added;
            } else if (auto added = m_sink.addPage(text + margins); !added) {
                return added;
            }
            for (const qsizetype i : ofPage.value(number))
                headings[i].offset = offsetOf(headings[i].text, text);
        }
        if (!hasAny)
            return documentError(DocumentFailure::malformed, u"The PDF is damaged: none of its pages can be read."_s);
        if (m_findsHeadings)
            headings = largeLines();
        for (const Heading &heading : std::as_const(headings))
            m_sink.addHeading(heading);
        return {};
    }

private:
    /// A line of the text, and between which heights it is printed.
    struct Placed
    {
        PageMargins::Line line;
        qreal top = 0;
        qreal bottom = 0;
    };

    /// A page as it is printed, and its lines that may be headings.
    struct Content
    {
        QString text;
        QList<Line> lines;
        QList<PageMargins::Line> fromTop{}; // all lines, from top to bottom
    };

    /// Looks at the first pages for what stands on all of them, and keeps what was read for their turn.
    void learnMargins(int pages)
    {
        QStringList texts;
        for (int number = 1; number <= std::min(pages, PageMargins::pagesToKnow); ++number) {
            const std::unique_ptr<Poppler::Page> page(m_document.page(number - 1));
            if (!page)
                continue;
            const auto read = m_read.insert(number, readPage(*page, number));
            QString text;
            for (const PageMargins::Line &line : std::as_const(read->fromTop))
                text += QStringView(read->text).sliced(line.offset, line.length).toString() + u'\n';
            texts.append(text);
        }
        m_margins.learn(texts);
    }

    Content contentOf(const Poppler::Page &page, int number)
    {
        return m_read.contains(number) ? m_read.take(number) : readPage(page, number);
    }

    /// The page's text without headers and footers; its lines are noted at their places there.
    QString withoutMargins(const Content &page)
    {
        const PageMargins::Stripped stripped = m_margins.strip(page.text, page.fromTop);
        for (Line line : page.lines) {
            line.offset = stripped.offsetOf(line.offset);
            if (line.offset >= 0 && line.offset < stripped.text.size() && m_lines.size() < maxLines)
                m_lines.append(line);
        }
        return stripped.text;
    }

    static bool isBlank(const QImage &image)
    {
        const QImage grey = image.convertToFormat(QImage::Format_Grayscale8);
        const uchar first = grey.isNull() ? 0 : grey.constScanLine(0)[0];
        for (int y = 0; y < grey.height(); ++y) {
            const uchar *line = grey.constScanLine(y);
            if (!std::all_of(line, line + grey.width(), [first](uchar pixel) { return pixel == first; }))
                return false;
        }
        return true;
    }

    /// A page without text: the letters of what is drawn on it, and `margins` behind them.
    Result<void> addImage(const Poppler::Page &page, const QString &margins)
    {
        std::optional<PageRecognition::Page> recognized;
        if (m_recognition.problem().isEmpty()) {
            // Of a plan that is larger than any page less is enough.
            const QSizeF size = page.pageSizeF();
            const double pixels = size.width() * size.height() * drawnDpi * drawnDpi / (pointsPerInch * pointsPerInch);
            const double longest = std::max(size.width(), size.height()) / pointsPerInch;
            const double dpi = std::min({drawnDpi, drawnDpi * std::sqrt(mostPixels / std::max(pixels, 1.0)),
                                         longestSide / std::max(longest, 0.01)});
            if (dpi >= leastDpi && !isBlank(page.renderToImage(glanceDpi, glanceDpi)))
                recognized = m_recognition.read(page.renderToImage(dpi, dpi), static_cast<int>(dpi));
        }
        if (recognized)
            return m_sink.addPage(recognized->text + margins, recognized->confidence);
        if (auto added = m_sink.addPage(margins); !added)
            return added;
        m_sink.notePageWithoutText(m_recognition.problem());
        return {};
    }

    void readOutline(const QVector<Poppler::OutlineItem> &items, int level, QList<Heading> &headings) const
    {
        for (const Poppler::OutlineItem &item : items) {
            if (headings.size() >= maxOutlineItems)
                return;
            const auto target = item.destination();
            const int page = target ? target->pageNumber() : 0;
            if (page >= 1 && page <= m_document.numPages())
                headings.append({level, item.name().simplified(), page, 0});
            if (level < maxOutlineDepth && item.hasChildren())
                readOutline(item.children(), level + 1, headings);
        }
    }

    /// The text in the order in which it is read, column after column, with an empty line where there is a gap.
    Content readPage(const Poppler::Page &page, int number)
    {
        Content content;
        QString &text = content.text;
        QList<PdfLine> lines = pdfLines(page);
        for (const PdfLine &line : std::as_const(lines))
            m_hyphens.note(line.text);
        joinInCells(lines, m_hyphens);
        QList<Placed> placed;
        PdfLine last;
        for (PdfLine &line : lines) {
            const qreal height = line.box.height();
            const qreal gap = line.box.top() - last.box.bottom();
            if (!line.isBeside(last))
                m_hyphens.join(text, line.text);
            if (!placed.isEmpty()) // it may have got the rest of its last word
                placed.last().line.length = text.size() - 1 - placed.constLast().line.offset;
            last = line;
            if (line.text.isEmpty()) // all of it was the end of a word
                continue;
            if (!text.isEmpty() && (gap > height * 0.7 || gap < -height * 2))
                text += u'\n';
            placed.append({{text.size(), line.text.size()}, line.box.top(), line.box.bottom()});
            noteLine({line.text, number, text.size(), static_cast<int>(std::lround(height * 10))}, content.lines);
            text += line.text + u'\n';
        }
        // What stands beside each other is read from left to right.
        std::stable_sort(placed.begin(), placed.end(),
                         [](const Placed &a, const Placed &b) { return a.top + a.bottom < b.top + b.bottom; });
        for (const Placed &one : std::as_const(placed))
            content.fromTop.append(one.line);
        return content;
    }

    void noteLine(const Line &line, QList<Line> &lines)
    {
        if (!m_findsHeadings || lines.size() >= maxLines)
            return;
        m_letters[line.size] += line.text.size();
        const auto isLetter = [](QChar c) { return c.isLetter(); };
        if (line.text.size() <= maxHeadingLength && std::any_of(line.text.cbegin(), line.text.cend(), isLetter))
            lines.append(line);
    }

    /// The lines in a larger type than most of the text, the largest as the first level.
    QList<Heading> largeLines() const
    {
        int body = 0;
        for (const auto &[size, letters] : m_letters.asKeyValueRange()) {
            if (letters > m_letters.value(body))
                body = size;
        }
        QList<int> sizes;
        for (const Line &line : m_lines) {
            if (line.size > body * largerBy && !sizes.contains(line.size) && sizes.size() < 100)
                sizes.append(line.size);
        }
        std::sort(sizes.begin(), sizes.end(), std::greater<>());
        QList<Heading> headings;
        for (const Line &line : m_lines) {
            const qsizetype rank = sizes.indexOf(line.size);
            if (rank >= 0 && rank < 6)
                headings.append({static_cast<int>(rank) + 1, line.text, line.page, line.offset});
        }
        return headings;
    }

    Poppler::Document &m_document;
    DocumentSink &m_sink;
    PageMargins m_margins;
    QHash<int, Content> m_read; // the first pages, until their turn
    PageRecognition m_recognition;
    Dehyphenation m_hyphens;
    bool m_findsHeadings = false;
    QList<Line> m_lines;
    QMap<int, qsizetype> m_letters; // how many are set in that size
};

} // namespace

Result<void> readPdf(const QByteArray &content, DocumentSink &sink)
{
    Poppler::setDebugErrorFunction([](const QString &, const QVariant &) {}, {});
    const auto document = Poppler::Document::loadFromData(content);
    if (!document)
        return documentError(DocumentFailure::malformed, u"The file isn't a sound PDF."_s);
    if (document->isLocked())
        return documentError(DocumentFailure::encrypted, u"The PDF is encrypted; save it without a password."_s);
    return PdfText(*document, sink).read();
}

} // namespace Procession
