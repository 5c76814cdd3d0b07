// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localoutputpages.h"

#include "outputstore.h"

#include <QPromise>
#include <QtConcurrentRun>

#include <chrono>
#include <memory>

namespace Procession {

template <typename T, typename Read>
QFuture<T> LocalOutputPages::run(Read read)
{
    return QtConcurrent::run(&m_readers, [read = std::move(read)](QPromise<T> &promise) {
        if (!promise.isCanceled())
            promise.addResult(read());
    });
}

LocalOutputPages::LocalOutputPages(OutputStore &store, const OutputKey &key, QThreadPool &readers)
    : m_store(store)
    , m_key(key)
    , m_readers(readers)
    , m_follower(store, key)
{
    constexpr std::chrono::milliseconds pause{40};
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, &LocalOutputPages::measure);
    connect(&m_follower, &OutputFollower::available, &m_pause, qOverload<>(&QTimer::start));
    connect(&m_measured, &QFutureWatcherBase::finished, this, &LocalOutputPages::take);
    measure();
}

LocalOutputPages::~LocalOutputPages()
{
    m_measured.cancel(); // one that waits for its turn need not come
}

void LocalOutputPages::measure()
{
    if (m_measured.isRunning()) {
        m_pause.start();
        return;
    }
    m_follower.rearm();
    m_measured.setFuture(run<Result<OutputExtent>>([&store = m_store, key = m_key] { return store.extent(key); }));
}

void LocalOutputPages::take()
{
    const auto answer = m_measured.future();
    if (answer.resultCount() == 0)
        return;
    const Result<OutputExtent> extent = answer.result();
    // Where the disk can't be read, the readers of lines say so.
    if (!extent || std::exchange(m_extent, *extent) == *extent)
        return;
    Q_EMIT extentChanged();
}

QFuture<OutputPages::Lines> LocalOutputPages::lines(qint64 first, int count)
{
    return run<Lines>([&store = m_store, key = m_key, first, count] { return store.lines(key, first, count); });
}

QFuture<OutputPages::Line> LocalOutputPages::lineAtOffset(qint64 offset)
{
    return run<Line>([&store = m_store, key = m_key, offset] { return store.lineAtOffset(key, offset); });
}

QFuture<OutputPages::Line> LocalOutputPages::lineAtTime(qint64 timeMs)
{
    return run<Line>([&store = m_store, key = m_key, timeMs] { return store.lineAtTime(key, timeMs); });
}

QFuture<OutputPages::Matches> LocalOutputPages::search(const OutputQuery &query)
{
    const auto stop = std::make_shared<std::stop_source>();
    const QFuture<Matches> answer = run<Matches>(
        [&store = m_store, key = m_key, query, stop] { return store.search(key, query, stop->get_token()); });
    auto *watcher = new QFutureWatcher<Matches>(this);
    connect(watcher, &QFutureWatcherBase::canceled, this, [stop] { stop->request_stop(); });
    connect(watcher, &QFutureWatcherBase::finished, watcher, &QObject::deleteLater);
    watcher->setFuture(answer);
    return answer;
}

QFuture<OutputPages::Bytes> LocalOutputPages::bytes(qint64 offset, qint64 limit)
{
    return run<Bytes>([&store = m_store, key = m_key, offset, limit] { return store.read(key, offset, limit); });
}

} // namespace Procession
