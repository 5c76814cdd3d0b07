// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pastruns.h"

#include <QByteArray>
#include <QHash>

#include <list>
#include <memory>

namespace Procession {

/// The last runs of each name, for so many names: the one that had no new run for longest goes first.
///
/// Threads: as a container. What find() gives is never changed, so that it may be read after the lock is given back.
class NamedRuns
{
public:
    explicit NamedRuns(qsizetype maxNames);

    /// Null where there are none.
    std::shared_ptr<const PastRuns> find(const QByteArray &name) const;
    qsizetype size() const { return m_names.size(); }

    void addNewest(const QByteArray &name, const PastRun &run);
    /// Takes a run that is older than all of all names; where there is no room for its name, nothing happens.
    void addOldest(const QByteArray &name, const PastRun &run);

private:
    struct Name
    {
        std::shared_ptr<const PastRuns> runs;
        std::list<QByteArray>::iterator place;
    };

    const qsizetype m_maxNames;
    QHash<QByteArray, Name> m_names;
    std::list<QByteArray> m_order; // the name with the newest run first
};

} // namespace Procession
