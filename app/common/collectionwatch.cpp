// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collectionwatch.h"

#include "folderwatch.h"
#include "metadatakeys.h"
#include "processtracker.h"
#include "workqueue.h"

namespace Procession {

using namespace Qt::StringLiterals;

CollectionWatch::CollectionWatch(const QList<WatchedFolder> &folders, WorkQueue &queue, const ProcessTracker &tracker,
                                 QObject *parent)
    : QObject(parent)
    , m_queue(queue)
    , m_tracker(tracker)
{
    for (const WatchedFolder &folder : folders) {
        auto *watch = new FolderWatch(folder.folder, this);
        connect(watch, &FolderWatch::changed, this, [this, folder] { train(folder); });
        train(folder);
    }
}

void CollectionWatch::train(const WatchedFolder &folder)
{
    // One that waits will see these changes, too.
    const QString key = folder.collection + u'\n' + folder.folder;
    if (const auto last = m_last.constFind(key); last != m_last.cend()) {
        const ProcessPtr process = m_tracker.find(*last);
        if (process && (*process)->status == ProcessStatus::Pending)
            return;
    }
    const auto started = m_queue.submit(ProcessType::ragTraining(),
                                        {{u"folder"_s, folder.folder}, {MetadataKeys::collection, folder.collection}},
                                        Origin::ofServer(u"watched folders"));
    if (started)
        m_last.insert(key, (**started)->id);
    else
        qWarning("[rag.collections.%s]: %s", qUtf8Printable(folder.collection),
                 qUtf8Printable(started.error().message));
}

} // namespace Procession
