// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"

#include <QHash>
#include <QObject>
#include <QSocketNotifier>
#include <QThreadPool>
#include <QTimer>

#include <chrono>
#include <optional>
#include <stop_token>

namespace Procession {

/// Tells when the files under a folder have changed and then stayed as they are for a while. The kernel tells of each
/// change (inotify). Where there are more folders than it shall watch, or the folder isn't there, all files are looked at
/// from time to time besides: names, sizes and dates. Hidden files and symbolic links don't count, as in a training.
///
/// Threads: one with an event loop; files are looked at in one of its own. Owner: any QObject.
class FolderWatch : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        qsizetype mostFolders = 5000;                 ///< that the kernel watches
        std::chrono::milliseconds settle{5000};       ///< that nothing changed for, before it is told
        std::chrono::milliseconds longest{60'000};    ///< after that it is told though changes go on
        std::chrono::milliseconds lookAgain{600'000}; ///< between two looks at all files
    };

    explicit FolderWatch(QString folder, QObject *parent = nullptr);
    FolderWatch(QString folder, Options options, QObject *parent = nullptr);
    ~FolderWatch() override;

    /// Whether the kernel tells of all changes, so that nothing else is looked at.
    bool isComplete() const { return m_isComplete; }

Q_SIGNALS:
    void changed();

private:
    void watchAll();
    void watchTree(const QString &folder);
    bool watchOne(const QString &folder);
    void readEvents();
    void noteChange();
    void look();
    void takeLook(quint64 fingerprint);

    const QString m_folder;
    const Options m_options;
    Descriptor m_inotify;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QHash<int, QString> m_folders; // by their watches
    bool m_isComplete = true;
    QTimer m_settleTimer;
    QTimer m_longestTimer;
    QTimer m_lookTimer;
    std::optional<quint64> m_fingerprint; // of all files, where they were looked at
    std::stop_source m_stop;
    QThreadPool m_pool; // of one thread
};

} // namespace Procession
