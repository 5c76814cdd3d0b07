// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "historysource.h"
#include "runcourse.h"

#include <QFutureWatcher>
#include <QObject>

namespace Procession {

/// Reads the processes of the history that succeeded, the newest first, one after the other and in the background.
///
/// Threads: the one that `history` lives in, with an event loop. Owner: DurationHistory. What can't be read ends it:
/// an estimate with less history is better than none.
class PastRunReader : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        qsizetype maxRuns = 20000;   ///< how many processes are read
        qsizetype maxCourses = 1000; ///< of how many of them all events are read
    };
    /// Whether the course of this process is wanted, beside its duration.
    using WantsCourse = std::function<bool(const Process &)>;

    PastRunReader(HistorySource &history, WantsCourse wantsCourse, Options options, QObject *parent = nullptr);
    ~PastRunReader() override;

    void start();

Q_SIGNALS:
    /// The next process, older than those before. Its course is empty where it isn't wanted or known.
    void found(const Procession::ProcessPtr &process, const Procession::RunCourse &course);
    void finished();

private:
    void takePage();
    void takeLife();
    void goOn();

    HistorySource &m_history;
    const WantsCourse m_wantsCourse;
    const Options m_options;
    HistoryQuery m_query;
    std::vector<ProcessPtr> m_page;
    size_t m_next = 0; // in the page
    qsizetype m_runs = 0;
    qsizetype m_courses = 0;
    QFutureWatcher<HistorySource::Finished> m_pageWatcher;
    QFutureWatcher<HistorySource::Life> m_lifeWatcher;
};

} // namespace Procession
