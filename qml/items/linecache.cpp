// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linecache.h"

#include <algorithm>
#include <utility>

namespace Procession {

namespace {

constexpr qint64 mostUnwantedBytes = 24 * 1024 * 1024;
constexpr qsizetype mostRequests = 3;

qint64 pageOf(qint64 line)
{
    return (line - 1) / LineCache::linesOfAPage;
}

qint64 bytesOf(const std::vector<ShownLine> &lines)
{
    qint64 bytes = 0;
    for (const ShownLine &shown : lines) {
        bytes += static_cast<qint64>(sizeof(ShownLine)) + shown.line.text.size() * 2
            + static_cast<qint64>(shown.line.runs.size() * sizeof(TerminalRun));
    }
    return bytes;
}

} // namespace

LineCache::LineCache(QObject *parent)
    : QObject(parent)
{
}

LineCache::~LineCache()
{
    setPages(nullptr);
}

void LineCache::setPages(OutputPages *pages)
{
    while (!m_requests.empty())
        drop(m_requests.begin().key());
    m_content.clear();
    m_bytes = 0;
    m_wanted.clear();
    m_hasFailed = false;
    m_pages = pages;
}

const ShownLine *LineCache::line(qint64 number) const
{
    const auto page = m_content.constFind(pageOf(number));
    if (number < 1 || page == m_content.constEnd())
        return nullptr;
    const auto found = std::lower_bound(page->lines.begin(), page->lines.end(), number,
                                        [](const ShownLine &line, qint64 wanted) { return line.number < wanted; });
    return found != page->lines.end() && found->number == number ? &*found : nullptr;
}

bool LineCache::isMissing(qint64 number) const
{
    const auto page = m_content.constFind(pageOf(number));
    return page != m_content.constEnd() && !page->isOutdated && !line(number);
}

void LineCache::want(const std::vector<LineRange> &ranges)
{
    std::vector<qint64> wanted;
    for (const LineRange &range : ranges) {
        for (qint64 page = pageOf(range.first); !range.isEmpty() && page <= pageOf(range.last); ++page) {
            if (wanted.empty() || wanted.back() < page)
                wanted.push_back(page);
        }
    }
    if (wanted != m_wanted)
        m_hasFailed = false;
    m_wanted = std::move(wanted);
    const QList<qint64> asked = m_requests.keys();
    for (const qint64 page : asked) {
        if (!isWanted(page))
            drop(page);
    }
    ++m_tick;
    for (const qint64 page : m_wanted) {
        if (const auto content = m_content.find(page); content != m_content.end())
            content->used = m_tick;
    }
    ask();
}

void LineCache::outdate(qint64 fromLine)
{
    const qint64 first = pageOf(std::max<qint64>(1, fromLine));
    for (auto page = m_content.begin(); page != m_content.end(); ++page) {
        if (page.key() >= first)
            page->isOutdated = true;
    }
    for (auto request = m_requests.begin(); request != m_requests.end(); ++request) {
        if (request.key() >= first)
            request->isOutdated = true;
    }
    m_hasFailed = false;
    ask();
}

void LineCache::retry()
{
    m_hasFailed = false;
    ask();
}

void LineCache::ask()
{
    if (!m_pages || m_hasFailed)
        return;
    for (const qint64 page : m_wanted) {
        if (m_requests.size() >= mostRequests)
            return;
        const auto content = m_content.constFind(page);
        if (m_requests.contains(page) || (content != m_content.constEnd() && !content->isOutdated))
            continue;
        const QFuture<OutputPages::Lines> source =
            m_pages->lines(page * linesOfAPage + 1, static_cast<int>(linesOfAPage));
        auto *watcher = new QFutureWatcher<ShownLines>(this);
        const std::stop_source stop;
        m_requests.insert(page, {source, stop, watcher, false});
        connect(watcher, &QFutureWatcherBase::finished, this, [this, page] { take(page); });
        watcher->setFuture(shownLater(source, stop.get_token()));
    }
}

void LineCache::take(qint64 number)
{
    const Request request = m_requests.take(number);
    request.watcher->deleteLater();
    const QFuture<ShownLines> future = request.watcher->future();
    if (future.isCanceled() || future.resultCount() == 0)
        return; // who answers is going
    ShownLines answer = future.result();
    if (!answer) {
        m_hasFailed = true;
        Q_EMIT failed(answer.error().message);
        return;
    }
    Page page;
    page.lines = std::move(*answer);
    // An answer may begin behind the page, where all of it isn't kept.
    std::erase_if(page.lines, [number](const ShownLine &line) { return pageOf(line.number) != number; });
    page.bytes = bytesOf(page.lines);
    page.used = m_tick;
    page.isOutdated = request.isOutdated;
    if (const auto old = m_content.constFind(number); old != m_content.constEnd())
        m_bytes -= old->bytes;
    m_bytes += page.bytes;
    m_content.insert(number, std::move(page));
    evict();
    ask();
    Q_EMIT changed();
}

void LineCache::evict()
{
    while (m_bytes > mostUnwantedBytes) {
        auto oldest = m_content.end();
        for (auto page = m_content.begin(); page != m_content.end(); ++page) {
            if (!isWanted(page.key()) && (oldest == m_content.end() || page->used < oldest->used))
                oldest = page;
        }
        if (oldest == m_content.end())
            return;
        m_bytes -= oldest->bytes;
        m_content.erase(oldest);
    }
}

bool LineCache::isWanted(qint64 page) const
{
    return std::binary_search(m_wanted.begin(), m_wanted.end(), page);
}

void LineCache::drop(qint64 page)
{
    Request request = m_requests.take(page);
    request.watcher->disconnect(this);
    request.watcher->deleteLater();
    request.source.cancel();
    request.stop.request_stop();
}

} // namespace Procession
