// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nearestname.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t mostChanges = 3;

/// How many letters must be changed, added or left out to turn one word into the other.
size_t editDistance(const QString &a, const QString &b)
{
    std::vector<size_t> row(static_cast<size_t>(b.size()) + 1);
    for (size_t j = 0; j < row.size(); ++j)
        row[j] = j;
    for (qsizetype i = 0; i < a.size(); ++i) {
        size_t diagonal = std::exchange(row[0], static_cast<size_t>(i) + 1);
        for (size_t j = 1; j < row.size(); ++j) {
            const size_t replaced = diagonal + (a[i] == b[static_cast<qsizetype>(j) - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({replaced, row[j] + 1, row[j - 1] + 1}));
        }
    }
    return row.back();
}

} // namespace

QString nearestName(const QString &name, const QStringList &names)
{
    const QString wanted = name.left(256).toLower(); // a name that was made to cost time is near to nothing
    QString nearest;
    size_t fewest = mostChanges + 1;
    for (const QString &candidate : names) {
        const size_t changes = editDistance(wanted, candidate.toLower());
        if (changes < fewest && changes < static_cast<size_t>(std::max(wanted.size(), candidate.size()))) {
            fewest = changes;
            nearest = candidate;
        }
    }
    return nearest;
}

QString suggestion(const QString &name, const QStringList &names)
{
    const QString nearest = nearestName(name, names);
    return nearest.isEmpty() ? u"; known are: %1."_s.arg(names.join(u", "_s))
                             : u"; did you mean \"%1\"?"_s.arg(nearest);
}

} // namespace Procession
