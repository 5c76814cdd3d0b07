// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answer.h"
#include "httpmessage.h"
#include "processfilter.h"
#include "processquery.h"
#include "result.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace Procession {

class ProcessTracker;
class Store;

/// A request that changes many processes: it is done in slices, and the answer's body has an entry for each process.
/// Threads: the server's.
class SlicedWork : public BodyRest
{
public:
    /// Changes that are made before others get their turn.
    static constexpr int changesAtOnce = 512;

    bool isWork() const override { return true; }
    QByteArray notStored() override;

protected:
    /// `store` may be null.
    explicit SlicedWork(const Store *store)
        : m_store(store)
    {
    }

    /// Prints the part that was made last; `unstored` is the entry of each change in it, where they weren't stored.
    virtual QByteArray print(const Refusal *unstored) const = 0;

private:
    const Store *m_store;
};

/// A body of lines, each of which is handled and answered by a line. Blank lines are skipped.
class LineWork final : public SlicedWork
{
public:
    using Handle = std::function<ProcessAnswer(const QByteArray &line)>;
    /// Bytes of entries after which others get their turn, the last of which may be longer.
    static constexpr qsizetype bytesAtOnce = 384 * 1024;

    /// `longestLine` is in bytes. `store` may be null.
    LineWork(QByteArray body, qsizetype longestLine, Handle handle, const Store *store);

    BodyPart next() override;

private:
    static void writeLine(Appender &out, const ProcessAnswer &outcome, const Refusal *unstored);
    QByteArray print(const Refusal *unstored) const override;

    const QByteArray m_body;
    const qsizetype m_longestLine;
    const Handle m_handle;
    qsizetype m_at = 0;
    std::vector<ProcessAnswer> m_part; // the outcome of each line
};

/// Cancels or retries all processes that a filter matches, or tells which those are (a dry run).
///
/// The work has two phases. First it finds the processes: each counts as it stands when it is looked at, and a process
/// that is started after the request came isn't among them. Only then it changes them, one after the other.
class BulkWork final : public SlicedWork
{
public:
    /// Processes that are looked at before others get their turn.
    static constexpr qsizetype looksAtOnce = 4096;

    struct Action
    {
        std::function<bool(const Process &process)> applies;
        std::function<Result<ProcessPtr>(const ProcessId &id, const Origin &origin)> change;
        int status = 200; ///< of an entry where it was done
    };

    /// `lastSeq` is the head of the log. `store` may be null. `slot` is kept until this ends.
    BulkWork(const ProcessTracker &tracker, ProcessFilter filter, Action action, Origin origin, bool isDryRun,
             quint64 lastSeq, const Store *store, std::shared_ptr<const void> slot);

    BodyPart next() override;

private:
    struct Found
    {
        quint64 createdSeq = 0;
        ProcessId id;
    };
    struct Outcome
    {
        quint64 seq = 0; // of the change
        std::optional<Refusal> refusal{};
    };

    bool lookForNamed();
    bool lookForAll();
    void look(const ProcessPtr &process);
    void changeSome();
    bool isAtEnd() const { return m_isDryRun || m_next == m_found.size(); }
    QByteArray print(const Refusal *unstored) const override;

    const ProcessTracker &m_tracker;
    const ProcessFilter m_filter;
    const Action m_action;
    const Origin m_origin; // of each change
    const bool m_isDryRun;
    const quint64 m_lastSeq;
    const std::shared_ptr<const void> m_slot;

    const QList<ProcessId> m_named; // by the filter
    qsizetype m_nextNamed = 0;
    ProcessQuery m_query; // of the next page of all
    std::vector<Found> m_found;
    std::vector<ProcessPtr> m_sample;
    qsizetype m_applicable = 0;
    bool m_isLooking = true;
    size_t m_next = 0;           // of those that were found
    std::vector<Outcome> m_part; // of those before it
};

} // namespace Procession
