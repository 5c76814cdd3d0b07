// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpmessage.h"
#include "processfilter.h"
#include "processquery.h"
#include "result.h"

#include <functional>
#include <optional>
#include <vector>

namespace Procession {

class ProcessTracker;

/// A request that changes many processes: done in slices, with an entry in the answer's body for each.
/// Threads: the server's.
class SlicedWork : public BodyRest
{
public:
    /// Changes that are made before others get their turn, and bytes of entries, of which the last may be longer.
    static constexpr int changesAtOnce = 512;
    static constexpr qsizetype bytesAtOnce = 256 * 1024;

    bool isWork() const override { return true; }
    QByteArray notStored() override;

protected:
    /// Begins a part.
    void beginPart() { m_entries.clear(); }
    /// The entry from there to the end of the part's bytes confirms the change that has number `seq`; 0: none.
    void addEntry(BodyPart &part, qsizetype begin, quint64 seq);
    /// Call with each part before it is returned.
    BodyPart endPart(BodyPart part);
    /// What stands in place of the entry of that number in the part where it couldn't be stored.
    virtual QByteArray notStoredEntry(size_t number) const = 0;

    struct Entry
    {
        qsizetype begin = 0;
        qsizetype end = 0;
        bool confirms = false;
    };
    std::vector<Entry> m_entries; // of the part

private:
    QByteArray m_bytes; // of the part that was made last
};

/// A body of lines, each of which is handled and answered by a line. Blank lines count for nothing.
class LineWork final : public SlicedWork
{
public:
    using Handle = std::function<HttpResponse(const QByteArray &line)>;

    /// `longestLine` is in bytes; `notStored` makes the answer for a line that was done and couldn't be stored.
    LineWork(QByteArray body, qsizetype longestLine, Handle handle, std::function<HttpResponse()> notStored);

    BodyPart next() override;

    /// Appends an answer in the form of a line: its JSON object, with its `status` in front.
    static void append(QByteArray &out, const HttpResponse &answer);

private:
    QByteArray notStoredEntry(size_t number) const override;

    const QByteArray m_body;
    const qsizetype m_longestLine;
    const Handle m_handle;
    const std::function<HttpResponse()> m_notStored;
    qsizetype m_at = 0;
};

/// Cancels or retries all that a filter matches, or tells what that would be.
///
/// First it is found out which processes those are: each counts as it stands when it is looked at, and what is started
/// after the request came isn't among them. Only then are they changed, one after the other.
class BulkWork final : public SlicedWork
{
public:
    /// Processes that are looked at before others get their turn.
    static constexpr qsizetype looksAtOnce = 4096;

    struct Action
    {
        std::function<bool(const Process &process)> applies;
        std::function<Result<ProcessPtr>(const ProcessId &id)> change;
        int status = 200; ///< of an entry where it was done
    };

    /// `lastSeq` is the head of the log; `notStored` as above. `place` is kept until this ends.
    BulkWork(const ProcessTracker &tracker, ProcessFilter filter, Action action, bool isDryRun, quint64 lastSeq,
             std::function<HttpResponse()> notStored, std::shared_ptr<const void> place);

    BodyPart next() override;

private:
    struct Found
    {
        quint64 createdSeq = 0;
        ProcessId id;
    };

    void lookForNamed();
    void lookForAll();
    void look(const ProcessPtr &process);
    QByteArray beginning() const;
    QByteArray notStoredEntry(size_t number) const override;

    const ProcessTracker &m_tracker;
    const ProcessFilter m_filter;
    const Action m_action;
    const bool m_isDryRun;
    const quint64 m_lastSeq;
    const std::function<HttpResponse()> m_notStored;
    const std::shared_ptr<const void> m_place;

    const QList<ProcessId> m_named; // by the filter
    qsizetype m_nextNamed = 0;
    ProcessQuery m_query; // of the next page of all
    std::vector<Found> m_found;
    std::vector<ProcessPtr> m_sample;
    qsizetype m_applicable = 0;
    bool m_isLooking = true;
    size_t m_next = 0; // of those that were found
    size_t m_firstOfPart = 0;
};

} // namespace Procession
