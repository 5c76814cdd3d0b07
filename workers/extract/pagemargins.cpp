// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pagemargins.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr int mostLines = 3;   // of a header or a footer
constexpr int fewestPages = 2; // that must have it, of those that are looked at
constexpr qsizetype longestLine = 200;

/// The line as all pages have it: a number is a number.
QString shapeOf(QStringView line)
{
    QString shape;
    for (const QChar c : line.trimmed()) {
        if (!c.isDigit())
            shape += c;
        else if (!shape.endsWith(u'#'))
            shape += u'#';
    }
    return shape.simplified();
}

bool isMargin(QStringView line, const QSet<QString> &shapes)
{
    return line.size() <= longestLine && shapes.contains(shapeOf(line));
}

} // namespace

void PageMargins::learn(const QStringList &pages)
{
    if (pages.size() < fewestPages)
        return;
    QHash<QString, int> top;
    QHash<QString, int> bottom;
    for (const QString &page : pages) {
        QStringList lines = page.split(u'\n', Qt::SkipEmptyParts);
        lines.removeIf([](const QString &line) { return line.trimmed().isEmpty(); });
        // Where a page has little more than that, nobody knows what is its text.
        const qsizetype count = std::min<qsizetype>(mostLines, lines.size() / 3);
        QSet<QString> ofPage;
        for (qsizetype i = 0; i < count; ++i)
            ofPage.insert(shapeOf(lines[i]));
        for (const QString &shape : std::as_const(ofPage))
            ++top[shape];
        ofPage.clear();
        for (qsizetype i = 0; i < count; ++i)
            ofPage.insert(shapeOf(lines[lines.size() - 1 - i]));
        for (const QString &shape : std::as_const(ofPage))
            ++bottom[shape];
    }
    const auto isOften = [&pages](int count) { return count >= fewestPages && count * 2 > pages.size(); };
    for (const auto &[shape, count] : top.asKeyValueRange()) {
        if (isOften(count))
            m_top.insert(shape);
    }
    for (const auto &[shape, count] : bottom.asKeyValueRange()) {
        if (isOften(count))
            m_bottom.insert(shape);
    }
}

void PageMargins::take(QStringView line)
{
    const QString shape = shapeOf(line);
    if (!shape.isEmpty() && shape != u"#" && !m_seen.contains(shape)) {
        m_seen.insert(shape);
        m_taken.append(line.trimmed().toString());
    }
}

PageMargins::Stripped PageMargins::strip(const QString &page, const QList<Line> &lines)
{
    const auto textOf = [&page](const Line &line) { return QStringView(page).sliced(line.offset, line.length); };
    qsizetype begin = 0;
    qsizetype end = lines.size();
    for (; begin < end && begin < mostLines && isMargin(textOf(lines[begin]), m_top); ++begin)
        take(textOf(lines[begin]));
    for (int i = 0; i < mostLines && begin < end && isMargin(textOf(lines[end - 1]), m_bottom); ++i)
        take(textOf(lines[--end]));
    Stripped stripped;
    stripped.removed = lines.first(begin) + lines.sliced(end);
    std::sort(stripped.removed.begin(), stripped.removed.end(),
              [](const Line &a, const Line &b) { return a.offset < b.offset; });
    qsizetype kept = 0;
    for (Line &line : stripped.removed) {
        stripped.text += QStringView(page).sliced(kept, line.offset - kept);
        // With its line break, and the empty line behind it.
        for (int i = 0; i < 2 && line.offset + line.length < page.size() && page[line.offset + line.length] == u'\n';
             ++i)
            ++line.length;
        kept = line.offset + line.length;
    }
    stripped.text += QStringView(page).sliced(kept);
    return stripped;
}

qsizetype PageMargins::Stripped::offsetOf(qsizetype before) const
{
    qsizetype after = before;
    for (const Line &line : removed) {
        if (before < line.offset)
            break;
        if (before < line.offset + line.length)
            return -1;
        after -= line.length;
    }
    return after;
}

} // namespace Procession
