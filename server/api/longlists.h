// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpmessage.h"
#include "processquery.h"
#include "result.h"

#include <functional>
#include <vector>

namespace Procession {

class ProcessJsonCache;
class ProcessTracker;

/// A list of processes that is printed as the client takes it.
///
/// The page is fixed at the beginning: which processes, and in which order. A process is printed as it stands when its
/// turn comes; what has meanwhile been forgotten, or no longer matches the filter, is left out. So a list that nobody
/// reads keeps ids, and no states that would otherwise be gone. Threads: the server's.
class ProcessList final : public BodyRest
{
public:
    /// Bytes of a part, of which the last process may take more.
    static constexpr qsizetype bytesAtOnce = 1024 * 1024;

    /// `cache` may be null; tracker and cache must outlive this.
    ProcessList(const ProcessTracker &tracker, ProcessJsonCache *cache, const ProcessPage &page, ProcessFilter filter);

    BodyPart next() override;

    /// The answer with that page: the whole of it where it isn't long.
    static HttpResponse answer(const ProcessTracker &tracker, ProcessJsonCache *cache, const ProcessPage &page,
                               const ProcessFilter &filter);

private:
    const ProcessTracker &m_tracker;
    ProcessJsonCache *const m_cache;
    const ProcessFilter m_filter;
    const QString m_nextCursor;
    std::vector<ProcessId> m_ids; // of those that aren't printed yet
    size_t m_at = 0;
};

/// A list that is read from the disk and printed some entries at a time. Threads: any.
class ArchiveList final : public BodyRest
{
public:
    static constexpr qsizetype bytesAtOnce = 512 * 1024;

    struct Page
    {
        QByteArray entries; ///< with commas between them
        qsizetype count = 0;
        QString nextCursor; ///< empty on the last page
    };
    using Read = std::function<Result<Page>(qsizetype limit, const QString &cursor)>;

    /// `name` is the list's key. At most `limit` entries from `cursor` on.
    ArchiveList(QByteArrayView name, qsizetype limit, QString cursor, Read read);

    BodyPart next() override;
    bool usesDisk() const override { return true; }

    /// The answer with that list: the whole of it where it isn't long. Errors: those of `read` at the beginning.
    static Result<HttpResponse> answer(QByteArrayView name, qsizetype limit, const QString &cursor, Read read);

private:
    Result<BodyPart> make();

    qsizetype m_left;
    QString m_cursor;
    const Read m_read;
    QByteArray m_ahead; // what stands before the next entry
    bool m_isFirst = true;
    qsizetype m_atOnce = 16; // entries that are read in one go: more where they are small
};

} // namespace Procession
