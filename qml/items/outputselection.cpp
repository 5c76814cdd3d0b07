// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputselection.h"

#include <algorithm>

namespace Procession {

OutputSelection::Columns OutputSelection::columnsOf(qint64 line, int columns) const
{
    if (isEmpty() || line < from().line || line > to().line)
        return {};
    const int begin = line == from().line ? std::min(from().column, columns) : 0;
    const bool goesOn = line < to().line;
    return {begin, goesOn ? columns : std::min(to().column, columns), goesOn};
}

OutputSelection::Columns wordAt(const TerminalLine &line, int column)
{
    if (line.text.isEmpty() || column >= line.columns)
        return {line.columns, line.columns, false};
    const auto isOfWord = [](QChar c) {
        return c.isLetterOrNumber() || c.isSurrogate() || c.isMark() || QStringView(u"_-./:@%+~").contains(c);
    };
    const qsizetype at = line.indexAt(column);
    qsizetype begin = at;
    qsizetype end = at;
    while (begin > 0 && isOfWord(line.text[at]) && isOfWord(line.text[begin - 1]))
        --begin;
    while (end < line.text.size() && isOfWord(line.text[end]))
        ++end;
    if (end == at)
        end = line.indexAt(line.columnAt(at) + 1) > at ? line.indexAt(line.columnAt(at) + 1) : at + 1;
    return {line.columnAt(begin), line.columnAt(end), false};
}

} // namespace Procession
