// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "folderwatch.h"

#include <QDateTime>
#include <QDirIterator>

#include <array>
#include <cerrno>

#include <sys/inotify.h>

namespace Procession {

namespace {

constexpr quint32 wanted = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF
    | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK;

/// A number for what all files under the folder are called, how long they are and when they were changed.
quint64 fingerprintOf(const QString &folder, const std::stop_token &stop)
{
    quint64 sum = 0;
    QDirIterator files(folder, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (files.hasNext() && !stop.stop_requested()) {
        files.next();
        const QFileInfo file = files.fileInfo();
        // In any order.
        sum += qHashMulti(size_t(1), file.filePath(), file.size(), file.lastModified().toMSecsSinceEpoch());
    }
    return sum;
}

} // namespace

FolderWatch::FolderWatch(QString folder, QObject *parent)
    : FolderWatch(std::move(folder), Options(), parent)
{
}

FolderWatch::FolderWatch(QString folder, Options options, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_options(options)
{
    m_pool.setMaxThreadCount(1);
    for (QTimer *timer : {&m_settleTimer, &m_longestTimer}) {
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, this, [this] {
            m_settleTimer.stop();
            m_longestTimer.stop();
            Q_EMIT changed();
        });
    }
    m_settleTimer.setInterval(m_options.settle);
    m_longestTimer.setInterval(m_options.longest);
    m_lookTimer.setInterval(m_options.lookAgain);
    connect(&m_lookTimer, &QTimer::timeout, this, &FolderWatch::look);
    watchAll();
    if (!m_isComplete)
        look();
}

FolderWatch::~FolderWatch()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

/// Begins anew with the folders that there are.
void FolderWatch::watchAll()
{
    m_notifier.reset();
    m_folders.clear();
    m_inotify = Descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    m_isComplete = m_inotify.number() >= 0;
    if (m_isComplete) {
        m_notifier = std::make_unique<QSocketNotifier>(m_inotify.number(), QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, &FolderWatch::readEvents);
        watchTree(m_folder);
    }
    if (m_isComplete)
        m_lookTimer.stop();
    else
        m_lookTimer.start();
}

void FolderWatch::watchTree(const QString &folder)
{
    if (!watchOne(folder))
        return;
    QDirIterator below(folder, QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (below.hasNext() && watchOne(below.next())) { }
}

/// False where no more can be watched.
bool FolderWatch::watchOne(const QString &folder)
{
    if (m_folders.size() < m_options.mostFolders) {
        const int watch = ::inotify_add_watch(m_inotify.number(), QFile::encodeName(folder).constData(), wanted);
        if (watch >= 0) {
            m_folders.insert(watch, folder);
            return true;
        }
        // One that went away meanwhile, or may not be looked into, holds nothing that a training would read.
        if (errno != ENOSPC && errno != ENOMEM && folder != m_folder)
            return true;
    }
    m_isComplete = false;
    m_lookTimer.start();
    return false;
}

void FolderWatch::readEvents()
{
    alignas(inotify_event) std::array<char, 16 * 1024> buffer;
    bool isChange = false;
    bool isLost = false;
    for (;;) {
        const ssize_t length = ::read(m_inotify.number(), buffer.data(), buffer.size());
        if (length <= 0)
            break;
        for (ssize_t at = 0; at < length;) {
            const auto *event =
                reinterpret_cast<const inotify_event *>(buffer.data() + at); // NOLINT: as the kernel wrote it
            at += static_cast<ssize_t>(sizeof(inotify_event)) + event->len;
            isLost |= (event->mask & IN_Q_OVERFLOW) != 0;
            const QString folder = m_folders.value(event->wd);
            if ((event->mask & IN_IGNORED) != 0)
                m_folders.remove(event->wd);
            // A folder that is moved away goes on under its watch, and its path is another one.
            isLost |= (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0 && folder == m_folder;
            if (event->len == 0 || event->name[0] == '.')
                continue;
            isChange = true;
            if ((event->mask & IN_ISDIR) != 0 && (event->mask & IN_MOVED_FROM) != 0)
                isLost = true;
            else if ((event->mask & IN_ISDIR) != 0 && (event->mask & (IN_CREATE | IN_MOVED_TO)) != 0)
                watchTree(folder + QLatin1Char('/') + QFile::decodeName(event->name));
        }
    }
    if (isLost)
        watchAll();
    if (isChange || isLost)
        noteChange();
}

void FolderWatch::noteChange()
{
    m_settleTimer.start();
    if (!m_longestTimer.isActive())
        m_longestTimer.start();
}

void FolderWatch::look()
{
    if (m_pool.activeThreadCount() > 0)
        return;
    m_pool.start([this, folder = m_folder, stop = m_stop.get_token()] {
        const quint64 fingerprint = fingerprintOf(folder, stop);
        if (!stop.stop_requested())
            QMetaObject::invokeMethod(
                this, [this, fingerprint] { takeLook(fingerprint); }, Qt::QueuedConnection);
    });
}

void FolderWatch::takeLook(quint64 fingerprint)
{
    const bool isOther = m_fingerprint && *m_fingerprint != fingerprint;
    m_fingerprint = fingerprint;
    if (!isOther)
        return;
    watchAll(); // perhaps there is room again, or the folder is back
    noteChange();
}

} // namespace Procession
