// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpmessage.h"
#include "jsonwriter.h"
#include "processquery.h"
#include "result.h"

#include <functional>
#include <span>
#include <vector>

namespace Procession {

class Estimates;
class ProcessJsonCache;
class ProcessTracker;

/// A JSON object with one long list, `{"NAME": [...], "next_cursor": ...}`, which is printed part by part.
class LongList : public BodyRest
{
protected:
    /// `name` is the list's key.
    explicit LongList(QByteArrayView name)
        : m_list(m_object.array(name))
    {
    }

    ArrayWriter &list() { return m_list; }
    /// Ends the list; members of the object may follow.
    ObjectWriter &closeList()
    {
        m_list.close();
        return m_object;
    }
    /// Bytes in the part that is being printed.
    qsizetype size() const { return m_out.size(); }
    /// The part that was printed, which isn't the last one.
    BodyPart part() { return {m_out.take(), 0, BodyPart::Then::More}; }
    /// The last part. `nextCursor` is empty on the last page.
    BodyPart lastPart(const QString &nextCursor);

private:
    QByteArray m_bytes;
    Appender m_out{m_bytes};
    ObjectWriter m_object{m_out};
    ArrayWriter m_list;
};

/// A list of processes that is printed as the client takes it.
///
/// The page is fixed at the beginning: which processes, and in which order. A process is printed as it stands when its
/// turn comes; a process that was forgotten, or no longer matches the filter, is left out. So a list that its client
/// doesn't read keeps ids, and no states. Threads: the server's.
class ProcessList final : public LongList
{
public:
    /// Bytes of a part, of which the last process may take more.
    static constexpr qsizetype bytesAtOnce = 1024 * 1024;

    /// Processes are printed in full where `full` isn't null. Tracker, cache and `full` must outlive this.
    ProcessList(const ProcessTracker &tracker, ProcessJsonCache &cache, QString nextCursor, ProcessFilter filter,
                const Estimates *full);

    BodyPart next() override;

    /// The answer with that page: the whole of it where it isn't long.
    static HttpResponse answer(const ProcessTracker &tracker, ProcessJsonCache &cache, const ProcessPage &page,
                               const ProcessFilter &filter, const Estimates *full);

private:
    size_t write(std::span<const ProcessPtr> processes);

    const ProcessTracker &m_tracker;
    ProcessJsonCache &m_cache;
    const ProcessFilter m_filter;
    const Estimates *m_full; // null where they aren't printed in full
    const QString m_nextCursor;
    std::vector<ProcessId> m_ids; // of those that aren't printed yet
    size_t m_at = 0;
};

/// A list that is read from the disk and printed some entries at a time. Threads: any.
class ArchiveList final : public LongList
{
public:
    static constexpr qsizetype bytesAtOnce = 512 * 1024;

    struct Page
    {
        qsizetype count = 0; ///< entries that were printed
        QString nextCursor;  ///< empty on the last page
        bool isCut = false;  ///< the list ends here, at its cursor, with fewer entries than were asked for
    };
    /// Prints at most `limit` entries from `cursor` on.
    using Read = std::function<Result<Page>(qsizetype limit, const QString &cursor, ArrayWriter &list)>;

    /// Prints the members that come after the list.
    using Rest = std::function<void(ObjectWriter &object)>;

    /// `name` is the list's key. At most `limit` entries from `cursor` on.
    ArchiveList(QByteArrayView name, qsizetype limit, QString cursor, Read read, Rest rest);

    BodyPart next() override;
    bool usesDisk() const override { return true; }

    /// The answer with that list: the whole of it where it isn't long. Errors: those of `read` at the beginning.
    static Result<HttpResponse> answer(QByteArrayView name, qsizetype limit, const QString &cursor, Read read,
                                       Rest rest = {});

private:
    Result<BodyPart> make();

    qsizetype m_left;
    QString m_cursor;
    const Read m_read;
    const Rest m_rest;
    qsizetype m_atOnce = 16; // entries that are read in one go: more where they are small
};

} // namespace Procession
