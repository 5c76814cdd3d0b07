// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processid.h"
#include "ragoptions.h"

#include <QHash>
#include <QObject>

namespace Procession {

class ProcessTracker;
class WorkQueue;

/// Keeps the collections fresh that the configuration has watched: a training at the start, since nobody watched before, and
/// one after each change that has settled. They are trainings as any: submitted, listed, and one at a time.
///
/// Threads: the work queue's. Owner: the work queue.
class CollectionWatch : public QObject
{
    Q_OBJECT

public:
    CollectionWatch(const QList<WatchedFolder> &folders, WorkQueue &queue, const ProcessTracker &tracker,
                    QObject *parent);

private:
    void train(const WatchedFolder &folder);

    WorkQueue &m_queue;
    const ProcessTracker &m_tracker;
    QHash<QString, ProcessId> m_last; // training of each collection
};

} // namespace Procession
