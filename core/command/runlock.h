// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"

#include <QByteArray>

#include <optional>

namespace Procession {

/// A lock on a run, by a file: it lasts as long as the guardian of the run's command, which may outlive the program that
/// started it. So a program that was killed and started again doesn't run the same a second time while what it left is
/// still ending.
///
/// The file has the guardian's pid (see CommandPlan::lock), and after it the number of the attempt that was begun last. A
/// value; one thread at a time.
class RunLock
{
public:
    /// What stands in the way of a lock.
    struct Holder
    {
        pid_t guardian = 0; ///< 0 where that isn't known
        int problem = 0;    ///< errno where the file can't be opened at all
    };

    /// Takes the lock, or tells who has it. The folder of the file must be there.
    static RunLock take(const QByteArray &path, std::optional<Holder> &holder);

    /// The attempt that was begun last with that file, without the lock; 0 for none.
    static int attemptIn(const QByteArray &path);

    RunLock() = default;

    bool isTaken() const { return m_file.number() >= 0; }
    /// For CommandPlan::lock.
    int descriptor() const { return m_file.number(); }
    /// The attempt that was begun last with this file; 0 for none.
    int begunAttempt() const;
    /// Notes that this attempt begins; it is on the disk then. Whether that could be written.
    bool begin(int attempt);
    /// The run is over, and everybody knows: removes the file.
    void remove();

private:
    QByteArray m_path;
    Descriptor m_file;
};

} // namespace Procession
