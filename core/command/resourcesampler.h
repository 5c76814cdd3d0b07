// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cgroup.h"
#include "clock.h"
#include "guardian.h"
#include "limitwatch.h"
#include "treereader.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace Procession {

/// Samples what the tree of a command uses: 100 ms after its start, then each second, and after ten minutes every ten
/// seconds (each second where there are limits).
///
/// The figures come from the command's cgroup where it has one with figures, else from /proc.
/// Threads: the one it lives in, which needs an event loop. Owner: CommandRunner.
class ResourceSampler : public QObject
{
    Q_OBJECT

public:
    /// The clock must outlive it.
    explicit ResourceSampler(const Clock &clock, QObject *parent = nullptr);

    /// Samples the descendants of `guardian`, or the cgroup in `cgroup` where that isn't empty. What was sampled before
    /// is forgotten.
    void start(pid_t guardian, const QByteArray &cgroup, const ResourceLimits &limits);
    /// The tree ends or has ended: what it used in all. `waited` is what the guardian knows of it, which must still be
    /// there for the last look. No sample follows.
    ResourceTotals finish(const Guardian::Usage &waited);
    /// Whether the kernel has ended a process for want of memory; known of a cgroup only. Valid after finish().
    bool ranOutOfMemory() const { return m_ranOutOfMemory; }

    /// How long after a sample the next one is due, where the command began that long ago.
    static std::chrono::milliseconds delayAfter(std::chrono::milliseconds age, bool hasLimits);

Q_SIGNALS:
    void sampled(const Procession::ResourceSample &sample);
    /// Once a run: this limit has been exceeded for too long. After the sample that shows it.
    void limitExceeded(Procession::ResourceLimit limit);

private:
    std::optional<ResourceSample> read(TreeReader::Memory memory);
    void takeSample();
    void addPeaks(const ResourceSample &sample);

    const Clock &m_clock;
    QTimer m_timer;
    qint64 m_startedAt = 0; // steady time
    std::unique_ptr<CgroupReader> m_cgroup;
    std::unique_ptr<TreeReader> m_tree;
    LimitWatch m_limits;
    bool m_toldOfLimit = false;
    bool m_ranOutOfMemory = false;
    ResourceTotals m_totals;
};

} // namespace Procession
