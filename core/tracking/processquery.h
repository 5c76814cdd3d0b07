// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "processfilter.h"
#include "result.h"

#include <vector>

namespace Procession {

/// A question for one page of a list: the filter, the order and the page. Plain data.
struct ProcessQuery
{
    enum class Sort : quint8 { CreatedAt, UpdatedAt, Name, Progress, MemoryPeak, CpuTime };

    /// The most processes of a page, and the number where no limit is given.
    static constexpr qsizetype maxLimit = 10000;

    ProcessFilter filter;
    Sort sort = Sort::CreatedAt;
    bool descending = false;
    qsizetype limit = maxLimit; ///< 1 to maxLimit
    QString cursor;             ///< of the page before; empty for the first
};

/// Reads `created_at`, `-updated_at`, `name`, … into the query.
Result<void> setSort(ProcessQuery &query, QStringView text);
/// The text that setSort() reads the same order from.
QString sortText(const ProcessQuery &query);

struct ProcessPage
{
    std::vector<ProcessPtr> processes;
    QString nextCursor; ///< empty on the last page
};

/// The place where a page ended. The next page goes on after it, whatever processes came and went meanwhile.
struct PagePosition
{
    QVariant key; ///< of the sort; unused where the sort is by age
    quint64 createdSeq = 0;

    QString toCursor(const ProcessQuery &query) const;
    /// Reads a cursor back; an error where it is garbled or belongs to another sort.
    static Result<PagePosition> fromCursor(const ProcessQuery &query);
};

/// The process's place in the order of the query.
PagePosition positionOf(const Process &process, const ProcessQuery &query);
/// Whether `a` stands before `b` in the order of the query.
bool precedes(const PagePosition &a, const PagePosition &b, const ProcessQuery &query);

} // namespace Procession
