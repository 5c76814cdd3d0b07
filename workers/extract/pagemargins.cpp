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

PageMargins::Stripped PageMargins::strip(const QString &page)
{
    qsizetype begin = 0;
    qsizetype end = page.size();
    const auto take = [this](QStringView line) {
        const QString shape = shapeOf(line);
        if (!shape.isEmpty() && shape != u"#" && !m_seen.contains(shape)) {
            m_seen.insert(shape);
            m_taken.append(line.trimmed().toString());
        }
    };
    for (int i = 0; i < mostLines && begin < end; ++i) {
        qsizetype lineEnd = page.indexOf(u'\n', begin);
        lineEnd = lineEnd < 0 ? end : lineEnd;
        const QStringView line = QStringView(page).sliced(begin, lineEnd - begin);
        if (!line.trimmed().isEmpty() && !isMargin(line, m_top))
            break;
        if (!line.trimmed().isEmpty())
            take(line);
        begin = std::min(lineEnd + 1, end);
    }
    for (int i = 0; i < mostLines && begin < end; ++i) {
        qsizetype lineEnd = end;
        while (lineEnd > begin && page[lineEnd - 1].isSpace())
            --lineEnd;
        const qsizetype lineBegin = lineEnd > begin ? page.lastIndexOf(u'\n', lineEnd - 1) + 1 : begin;
        const QStringView line =
            QStringView(page).sliced(std::max(lineBegin, begin), lineEnd - std::max(lineBegin, begin));
        if (line.isEmpty() || !isMargin(line, m_bottom))
            break;
        take(line);
        end = std::max(lineBegin, begin);
    }
    return {page.sliced(begin, end - begin), begin};
}

} // namespace Procession
