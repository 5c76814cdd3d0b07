// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"

#include <QTimer>

#include <deque>
#include <memory>
#include <variant>

class QLockFile;

namespace Procession {

struct SpoolOptions
{
    /// Where starts and reports are kept that could not be delivered; empty: only in memory.
    QString folder{};
    /// The most starts and reports that are kept: at least 1.
    qsizetype capacity = 10000;
    /// Makes the start of a process that the server does not know any more, so that reports on it go on. Nothing, or no
    /// function: such a report is refused; so is one that the server still does not know the process of after that.
    std::function<std::optional<StartChange>(const ProcessId &id)> startAgain{};
};

/// Delivers starts and reports to a server in their order, each once it can: while the server is away or too busy they
/// are kept, and tried again half a second to ten seconds later (see backoff.h).
///
/// A report of progress is merged into the one before it on the same process, where that was not sent yet; starts and
/// endings never are. An entry that was sent without an answer is sent again. An ending that the process has already in
/// that attempt counts as delivered: it had arrived before, or QNetworkAccessManager sent it twice by itself. A start
/// that the server refuses takes the reports behind it with it, since they would go to a process of somebody else's.
///
/// With a folder, all entries are written there from the first failure on, one file of mode 0600 for each, and the next
/// run goes on with them. Entries that were not answered yet when the program was killed before a failure are lost.
/// Limits: `capacity` entries; beyond that the oldest report of progress is given up.
/// Threads: the one it lives in, which needs an event loop. Owner: the caller. `api` must outlive it.
class ReportSpool : public QObject
{
    Q_OBJECT

public:
    explicit ReportSpool(ApiClient &api, SpoolOptions options = {}, QObject *parent = nullptr);
    ~ReportSpool() override;

    /// Takes over what an earlier run left in the folder, and holds the folder until its end. Before anything else.
    /// Errors: Io; Conflict where another program holds the folder.
    Result<void> open();

    /// `start.id` must be set. Errors: TooLarge, where there is no room; Io, where it can't be written to the folder and
    /// is kept in memory alone.
    Result<void> start(const StartChange &start);
    Result<void> report(const ProcessId &id, const ReportChange &report);
    /// Sends nothing more. Entries that wait stay in the folder.
    void stop();

    bool isStopped() const { return m_isStopped; }
    /// Whether all was delivered or refused.
    bool isEmpty() const { return m_entries.empty(); }
    qsizetype size() const { return static_cast<qsizetype>(m_entries.size()); }
    /// Whether the last request was answered; true before the first.
    bool isReachable() const { return m_isReachable; }

Q_SIGNALS:
    /// The server tracks the process, now or again; `process` is how it stands.
    void started(const Procession::ProcessPtr &process);
    /// The server took the oldest report.
    void reported(const Procession::ProcessPtr &process);
    /// The server refused the oldest start or report, which is given up. After a 401 or 403 nothing is given up; the
    /// spool is stopped.
    void refused(const Procession::ProcessId &id, const Procession::ApiError &error);
    /// `problem` is a sentence; empty where the server is back.
    void reachableChanged(bool isReachable, const QString &problem);

private:
    struct Entry
    {
        quint64 number = 0; // in the order of delivery; the file's name
        ProcessId id{};
        std::variant<StartChange, ReportChange> change{};
        bool isOnDisk = false;
    };

    Result<void> add(Entry entry);
    bool makeRoom();
    void deliver();
    void answered(const ApiReply<ProcessPtr> &reply);
    void startAgain(const StartChange &start);
    void takenAgain(const ProcessPtr &process);
    void refuse(const ApiError &error);
    void removeFirst();
    void tryLater(const ApiError &error);
    void setReachable(bool isReachable, const QString &problem);

    QString pathOf(const Entry &entry) const;
    Result<void> write(Entry &entry);
    static std::optional<Entry> read(const QByteArray &text);

    ApiClient &m_api;
    const SpoolOptions m_options;
    std::unique_ptr<QLockFile> m_lock;
    std::deque<Entry> m_entries; // the first one is under way where m_isInFlight
    QTimer m_retry;
    quint64 m_nextNumber = 1;
    quint64 m_startedAgain = 0;  // number of the report that a process was started again for last
    bool m_isUnwritable = false; // the last write into the folder failed
    int m_failures = 0;
    bool m_isInFlight = false;
    bool m_isReachable = true;
    bool m_isStopped = false;
};

} // namespace Procession
