// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processlistmodel.h"

#include "estimate.h"

#include <QObject>

namespace Procession {

class DurationHistory;

/// How long the processes of a list still take, in words.
///
/// An estimate changes as time passes: a view asks again with each new `now` of TimeText, for what it shows and nothing
/// else. Cost: some microseconds for each answer. Threads: the GUI's. Owner: Dashboard.
class ProcessEstimates : public QObject
{
    Q_OBJECT

public:
    /// `list` must outlive this.
    explicit ProcessEstimates(const ProcessListModel &list, QObject *parent = nullptr);

    /// What estimates are made by; it must outlive this. Null, as at the start: there are none.
    void setDurations(const DurationHistory *durations) { m_durations = durations; }

    /// What is known of that process at that wall time in ms; nothing where nothing is.
    std::optional<Estimate> of(const Process &process, double nowMs) const;
    /// The band of the process at that wall time in ms, such as `2–4 min`; empty where nothing is known.
    Q_INVOKABLE QString left(const QString &processId, double nowMs) const;
    /// Whether it runs for longer than almost all of its earlier runs did.
    Q_INVOKABLE bool isOverdue(const QString &processId, double nowMs) const;
    /// All of it with its grounds, such as `2–4 min (12 earlier runs)`; empty where nothing is known.
    Q_INVOKABLE QString details(const QString &processId, double nowMs) const;

private:
    std::optional<Estimate> of(const QString &processId, double nowMs) const;

    const ProcessListModel &m_list;
    const DurationHistory *m_durations = nullptr;
};

} // namespace Procession
