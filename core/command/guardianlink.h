// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandplan.h"
#include "guardian.h"

#include <QObject>
#include <QSocketNotifier>

#include <memory>
#include <vector>

namespace Procession {

/// The runner's side of a guardian: starts it, sends orders, hears its news, and reaps it.
///
/// Threads: the one it lives in, which needs an event loop. Owner: CommandRunner.
class GuardianLink : public QObject
{
    Q_OBJECT

public:
    explicit GuardianLink(QObject *parent = nullptr)
        : QObject(parent)
    {
    }
    /// Kills the tree of a guardian that isn't released, and waits until it is gone.
    ~GuardianLink() override;

    /// Starts a guardian for the command. `guardian` has the pipes and what else is the runner's to know; the rest is
    /// filled in. 0, or errno where it could not be started.
    int start(Guardian::Plan guardian, const CommandPlan &plan);
    /// Whether the guardian is there, so that orders reach it.
    bool isOpen() const { return m_control >= 0; }
    /// Of the guardian; 0 where there is none.
    pid_t processId() const { return m_guardian; }

    void send(Guardian::Order order, qint64 value = 0) const;
    /// Waits for news, and emits them.
    void waitForNews();
    /// The runner is done. Waits for the guardian, unless it has to linger: where nobody cares for orphans, it would stay
    /// as a zombie.
    void release();

Q_SIGNALS:
    void told(const Procession::Guardian::Message &news);
    /// Somebody killed it.
    void lost();

private:
    void readNews();
    void close();
    void dismiss();
    void reap();

    std::unique_ptr<QSocketNotifier> m_news;
    int m_control = -1;
    pid_t m_guardian = 0;
    std::vector<pid_t> m_dismissed; // guardians that may still pass on what helpers print
};

} // namespace Procession
