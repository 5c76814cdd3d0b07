// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputpages.h"

#include <QFutureWatcher>
#include <QObject>

namespace Procession {

/// Asks an output for the lines at two places, and tells both once both are known.
///
/// Threads: the GUI's. Owner: OutputView.
class LinesBetween : public QObject
{
    Q_OBJECT

public:
    explicit LinesBetween(QObject *parent = nullptr);
    ~LinesBetween() override;

    /// What was asked before comes to nothing.
    void ask(const QFuture<OutputPages::Line> &first, const QFuture<OutputPages::Line> &last);
    void cancel();
    bool isAsking() const { return m_first.isRunning() || m_last.isRunning(); }

Q_SIGNALS:
    void found(qint64 first, qint64 last);
    void failed(const QString &message);

private:
    using Question = QFutureWatcher<OutputPages::Line>;

    void take();

    Question m_first;
    Question m_last;
    bool m_isWanted = false;
};

} // namespace Procession
