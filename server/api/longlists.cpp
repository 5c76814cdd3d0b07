// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "longlists.h"

#include "processjson.h"
#include "processjsoncache.h"
#include "processtracker.h"

#include <algorithm>
#include <span>

namespace Procession {

namespace {

/// Processes, and what they take at most before it is looked whether the part is long enough.
constexpr size_t printedAtOnce = 64;
constexpr qsizetype expectedAtOnce = 64 * 1024;
constexpr qsizetype usualSize = 1024;
constexpr qsizetype mostAtOnce = 128;

/// Appends processes from the front of `processes` until it is all of them or `out` has as many bytes. How many.
size_t appendProcesses(QByteArray &out, std::span<const ProcessPtr> processes, qsizetype bytes, ProcessJsonCache *cache)
{
    size_t done = 0;
    while (done < processes.size() && out.size() < bytes) {
        size_t count = 0;
        qsizetype expected = 0;
        while (done + count < processes.size() && count < printedAtOnce && expected < expectedAtOnce)
            expected += usualSize + (*processes[done + count++])->metadata.size();
        if (!out.endsWith('['))
            out += ',';
        const auto portion = processes.subspan(done, count);
        if (cache) {
            cache->append(out, portion);
        } else {
            for (const ProcessPtr &process : portion) {
                if (process != portion.front())
                    out += ',';
                appendJson(out, **process);
            }
        }
        done += count;
    }
    return done;
}

void appendListEnd(QByteArray &out, const QString &nextCursor)
{
    out += ']';
    if (!nextCursor.isEmpty()) {
        out += ",\"next_cursor\":";
        appendJsonString(out, nextCursor);
    }
    out += '}';
}

} // namespace

ProcessList::ProcessList(const ProcessTracker &tracker, ProcessJsonCache *cache, const ProcessPage &page,
                         ProcessFilter filter)
    : m_tracker(tracker)
    , m_cache(cache)
    , m_filter(std::move(filter))
    , m_nextCursor(page.nextCursor)
{
    m_ids.reserve(page.processes.size());
    for (const ProcessPtr &process : page.processes)
        m_ids.push_back((*process)->id);
}

HttpResponse ProcessList::answer(const ProcessTracker &tracker, ProcessJsonCache *cache, const ProcessPage &page,
                                 const ProcessFilter &filter)
{
    HttpResponse response;
    response.body = "{\"processes\":[";
    const size_t done = appendProcesses(response.body, page.processes, bytesAtOnce, cache);
    if (done == page.processes.size()) {
        appendListEnd(response.body, page.nextCursor);
        return response;
    }
    const ProcessPage left{{page.processes.begin() + static_cast<std::ptrdiff_t>(done), page.processes.end()},
                           page.nextCursor};
    response.rest = std::make_shared<ProcessList>(tracker, cache, left, filter);
    return response;
}

BodyPart ProcessList::next()
{
    BodyPart part;
    std::vector<ProcessPtr> found;
    while (m_at < m_ids.size() && part.bytes.size() < bytesAtOnce) {
        found.clear();
        const size_t end = std::min(m_at + printedAtOnce, m_ids.size());
        for (size_t i = m_at; i < end; ++i) {
            if (ProcessPtr process = m_tracker.find(m_ids[i]); process && m_filter.matches(**process))
                found.push_back(std::move(process));
        }
        // There is a process before it in any case: what is here is what didn't fit behind the first part.
        size_t done = 0;
        while (done < found.size() && part.bytes.size() < bytesAtOnce) {
            part.bytes += ',';
            if (m_cache)
                m_cache->append(part.bytes, std::span(&found[done], 1));
            else
                appendJson(part.bytes, **found[done]);
            ++done;
        }
        if (done == found.size())
            m_at = end;
        else // those that weren't reached come with the next part
            m_at = static_cast<size_t>(
                std::find(m_ids.begin() + static_cast<std::ptrdiff_t>(m_at), m_ids.end(), (*found[done])->id)
                - m_ids.begin());
    }
    if (m_at == m_ids.size()) {
        appendListEnd(part.bytes, m_nextCursor);
        part.then = BodyPart::Then::End;
    }
    return part;
}

ArchiveList::ArchiveList(QByteArrayView name, qsizetype limit, QString cursor, Read read)
    : m_left(limit)
    , m_cursor(std::move(cursor))
    , m_read(std::move(read))
    , m_ahead("{\"" + name.toByteArray() + "\":[")
{
}

Result<HttpResponse> ArchiveList::answer(QByteArrayView name, qsizetype limit, const QString &cursor, Read read)
{
    const auto list = std::make_shared<ArchiveList>(name, limit, cursor, std::move(read));
    auto first = list->make();
    if (!first)
        return first.error();
    HttpResponse response;
    response.body = std::move(first->bytes);
    if (first->then == BodyPart::Then::More)
        response.rest = list;
    return response;
}

BodyPart ArchiveList::next()
{
    auto part = make();
    return part ? std::move(*part) : BodyPart{{}, 0, BodyPart::Then::Broken};
}

Result<BodyPart> ArchiveList::make()
{
    BodyPart part;
    while (part.bytes.size() < bytesAtOnce) {
        auto page = m_read(std::min(m_left, m_atOnce), m_cursor);
        if (!page)
            return page.error();
        part.bytes += std::exchange(m_ahead, {});
        if (page->count > 0) {
            if (!std::exchange(m_isFirst, false))
                part.bytes += ',';
            part.bytes += page->entries;
        }
        m_left -= page->count;
        m_cursor = page->nextCursor;
        if (m_left == 0 || m_cursor.isEmpty() || page->count == 0) {
            appendListEnd(part.bytes, m_cursor);
            part.then = BodyPart::Then::End;
            return part;
        }
        const qsizetype size = std::max<qsizetype>(1, page->entries.size() / page->count);
        m_atOnce = std::clamp<qsizetype>(bytesAtOnce / size, 1, std::min(mostAtOnce, m_atOnce * 2));
    }
    return part;
}

} // namespace Procession
