// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "processlistmodel.h"

#include <QFutureWatcher>
#include <QThreadPool>

namespace Procession {

class DurationHistory;

/// When the running processes of a list are expected to end, for a list that is ordered by it.
///
/// An estimate costs microseconds; those of a long list are worked out on another thread, all at once, when refresh() asks.
/// In between they stand still, so that two rows always compare alike.
/// Threads: the GUI's. Owner: ProcessFilterModel; its parts must outlive it.
class ExpectedEnds : public QObject
{
    Q_OBJECT

public:
    ExpectedEnds(const ProcessListModel &list, const Clock &clock, QObject *parent = nullptr);
    /// Waits for the estimate that is being made.
    ~ExpectedEnds() override;

    /// What estimates are made by; it must outlive this. Null, as at the start: there are none.
    void setDurations(const DurationHistory *durations) { m_durations = durations; }
    /// Works them out anew; changed() follows. Nothing where that is under way already.
    void refresh();

    /// The wall time in ms at which it ends with an even chance, as of the last refresh; 0 where it is overdue, nothing
    /// where it isn't known.
    std::optional<qint64> of(const Process &process) const;

Q_SIGNALS:
    void changed();

private:
    using Ends = QHash<quint64, qint64>; // by createdSeq

    void take();

    const ProcessListModel &m_list;
    const Clock &m_clock;
    const DurationHistory *m_durations = nullptr;
    Ends m_ends;
    QThreadPool m_thread; // one
    QFutureWatcher<Ends> m_answer;
};

} // namespace Procession
