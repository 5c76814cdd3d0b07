// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "longlists.h"

#include "answer.h"
#include "estimates.h"
#include "processjsoncache.h"
#include "processtracker.h"

#include <algorithm>

namespace Procession {

namespace {

/// Processes, and what they take at most before it is looked whether the part is long enough.
constexpr size_t printedAtOnce = 64;
constexpr qsizetype expectedAtOnce = 64 * 1024;
constexpr qsizetype usualSize = 1024;
constexpr qsizetype mostAtOnce = 128;

} // namespace

BodyPart LongList::lastPart(const QString &nextCursor)
{
    m_list.close();
    if (!nextCursor.isEmpty())
        m_object.text("next_cursor", nextCursor);
    m_object.close();
    return {m_out.take(), 0, BodyPart::Then::End};
}

ProcessList::ProcessList(const ProcessTracker &tracker, ProcessJsonCache &cache, QString nextCursor,
                         ProcessFilter filter, const Estimates *full)
    : LongList("processes")
    , m_tracker(tracker)
    , m_cache(cache)
    , m_filter(std::move(filter))
    , m_full(full)
    , m_nextCursor(std::move(nextCursor))
{
}

HttpResponse ProcessList::answer(const ProcessTracker &tracker, ProcessJsonCache &cache, const ProcessPage &page,
                                 const ProcessFilter &filter, const Estimates *full)
{
    const auto list = std::make_shared<ProcessList>(tracker, cache, page.nextCursor, filter, full);
    const size_t done = list->write(page.processes);
    if (done == page.processes.size())
        return answerInParts(list->lastPart(page.nextCursor), list);
    list->m_ids.reserve(page.processes.size() - done);
    for (const ProcessPtr &process : std::span(page.processes).subspan(done))
        list->m_ids.push_back((*process)->id);
    return answerInParts(list->part(), list);
}

/// Prints processes until it is all of them or the part is long enough. How many.
size_t ProcessList::write(std::span<const ProcessPtr> processes)
{
    size_t done = 0;
    while (done < processes.size() && size() < bytesAtOnce) {
        if (m_full) { // with earlier attempts it may be large, and is asked for once
            const Process &process = **processes[done++];
            const std::vector<ProcessId> waitingFor = m_tracker.waitingFor(process);
            m_full->writeFull(list().object(), process, isWaiting(process) ? &waitingFor : nullptr);
            continue;
        }
        size_t count = 0;
        qsizetype expected = 0;
        while (done + count < processes.size() && count < printedAtOnce && expected < expectedAtOnce)
            expected += usualSize + (*processes[done + count++])->metadata.size();
        m_cache.write(list(), processes.subspan(done, count));
        done += count;
    }
    return done;
}

BodyPart ProcessList::next()
{
    std::vector<ProcessPtr> found;
    while (m_at < m_ids.size() && size() < bytesAtOnce) {
        found.clear();
        const size_t end = std::min(m_at + printedAtOnce, m_ids.size());
        for (size_t i = m_at; i < end; ++i) {
            if (ProcessPtr process = m_tracker.find(m_ids[i]); process && m_filter.matches(**process))
                found.push_back(std::move(process));
        }
        // One by one, since they may be large.
        size_t done = 0;
        while (done < found.size() && size() < bytesAtOnce)
            done += write(std::span(&found[done], 1));
        if (done == found.size())
            m_at = end;
        else // those that weren't reached come with the next part
            m_at = static_cast<size_t>(
                std::find(m_ids.begin() + static_cast<std::ptrdiff_t>(m_at), m_ids.end(), (*found[done])->id)
                - m_ids.begin());
    }
    return m_at == m_ids.size() ? lastPart(m_nextCursor) : part();
}

ArchiveList::ArchiveList(QByteArrayView name, qsizetype limit, QString cursor, Read read, Rest rest)
    : LongList(name)
    , m_left(limit)
    , m_cursor(std::move(cursor))
    , m_read(std::move(read))
    , m_rest(std::move(rest))
{
}

Result<HttpResponse> ArchiveList::answer(QByteArrayView name, qsizetype limit, const QString &cursor, Read read,
                                         Rest rest)
{
    const auto list = std::make_shared<ArchiveList>(name, limit, cursor, std::move(read), std::move(rest));
    auto first = list->make();
    if (!first)
        return first.error();
    return answerInParts(std::move(*first), list);
}

BodyPart ArchiveList::next()
{
    auto part = make();
    return part ? std::move(*part) : BodyPart{{}, 0, BodyPart::Then::Broken};
}

Result<BodyPart> ArchiveList::make()
{
    while (size() < bytesAtOnce) {
        const qsizetype before = size();
        auto page = m_read(std::min(m_left, m_atOnce), m_cursor, list());
        if (!page)
            return page.error();
        m_left -= page->count;
        m_cursor = page->nextCursor;
        if (m_left == 0 || m_cursor.isEmpty() || page->count == 0 || page->isCut) {
            if (m_rest)
                m_rest(closeList());
            return lastPart(m_cursor);
        }
        const qsizetype perEntry = std::max<qsizetype>(1, (size() - before) / page->count);
        m_atOnce = std::clamp<qsizetype>(bytesAtOnce / perEntry, 1, std::min(mostAtOnce, m_atOnce * 2));
    }
    return part();
}

} // namespace Procession
