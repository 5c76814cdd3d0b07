// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"
#include "sheetrows.h"
#include "textdecoding.h"

#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestCell = 32'767;
constexpr qsizetype sampleLength = 16 * 1024;

/// The one that parts the most cells of the first lines, outside of quotation marks.
QChar delimiterOf(QStringView text)
{
    constexpr std::array<char16_t, 4> candidates{u';', u'\t', u',', u'|'};
    std::array<qsizetype, candidates.size()> counts{};
    bool isQuoted = false;
    for (const QChar c : text.left(sampleLength)) {
        if (c == u'"')
            isQuoted = !isQuoted;
        for (size_t i = 0; i < candidates.size() && !isQuoted; ++i)
            counts[i] += c == candidates[i] ? 1 : 0;
    }
    // A decimal comma parts no cells: a semicolon in each line says so.
    const auto best =
        counts[0] > 0 && counts[0] * 3 >= counts[2] ? counts.begin() : std::max_element(counts.begin(), counts.end());
    return candidates[static_cast<size_t>(best - counts.begin())];
}

} // namespace

Result<void> readCsv(const QByteArray &content, DocumentSink &sink)
{
    const QString text = decodeText(content);
    if (looksBinary(text))
        return documentError(DocumentFailure::unsupported, u"The file is binary data, and no format that is known."_s);
    const QChar delimiter = delimiterOf(text);
    TextFlow flow(sink.limits());
    SheetRows rows(flow);
    rows.beginSheet({});
    QStringList cells;
    QString cell;
    bool isQuoted = false;
    const auto endCell = [&] {
        if (cells.size() < SheetRows::mostColumns)
            cells.append(cell);
        cell.clear();
    };
    const auto endRow = [&] {
        endCell();
        rows.addRow(cells);
        cells.clear();
    };
    for (qsizetype i = 0; i < text.size() && !flow.isFull(); ++i) {
        const QChar c = text[i];
        if (c == u'"' && isQuoted && i + 1 < text.size() && text[i + 1] == u'"') {
            cell += c;
            ++i;
        } else if (c == u'"' && (isQuoted || cell.isEmpty())) {
            isQuoted = !isQuoted;
        } else if (c == delimiter && !isQuoted) {
            endCell();
        } else if (c == u'\n' && (!isQuoted || cell.size() >= longestCell)) {
            isQuoted = false; // a quotation mark that is never closed
            endRow();
        } else if (cell.size() < longestCell) {
            cell += c;
        }
    }
    endRow();
    rows.endSheet();
    return flow.writeTo(sink);
}

} // namespace Procession
