// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <vector>

namespace Procession {

/// The name of a log, and of the logs that it goes on from, with the place where each of them ended.
///
/// Each start of a server gives its log a new name, its epoch. So a copy of a store that is put back never passes for
/// its original: both have the same ancestors, and their later logs have names of their own.
class LogLineage
{
public:
    /// A log that this one goes on from.
    struct Ancestor
    {
        QByteArray epoch;
        quint64 end = 0; ///< the number of its last event

        friend bool operator==(const Ancestor &a, const Ancestor &b) = default;
    };

    /// The most ancestors that are remembered, the nearest ones.
    static constexpr size_t maxAncestors = 100;

    LogLineage() = default;
    /// `ancestors` come with the oldest first.
    LogLineage(QByteArray epoch, std::vector<Ancestor> ancestors = {});

    /// A new name after `last` ended, which has an empty epoch where there was no log before.
    static LogLineage after(Ancestor last, std::vector<Ancestor> before);

    const QByteArray &epoch() const { return m_epoch; }
    const std::vector<Ancestor> &ancestors() const { return m_ancestors; }

    /// Whether the events of the log `epoch` up to `seq` are the beginning of this log: a client that has them may go on
    /// with the next event here.
    bool includes(const QByteArray &epoch, quint64 seq) const;

    friend bool operator==(const LogLineage &a, const LogLineage &b) = default;

private:
    QByteArray m_epoch;
    std::vector<Ancestor> m_ancestors;
};

} // namespace Procession
