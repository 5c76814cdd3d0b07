// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "controllers.h"

#include "archive.h"
#include "clock.h"
#include "longlists.h"
#include "processjson.h"
#include "serverparts.h"

#include <QDateTime>

#include <algorithm>
#include <span>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Refusal noHistory()
{
    return Refusal(404, "no_history", u"This server keeps no history; start it with --durability full or normal."_s);
}

Error invalid(const QString &message, const QString &field)
{
    return {ErrorCode::InvalidField, message, field};
}

/// What can't be asked of the past, naming the parameter.
std::optional<Error> impossibleThen(const QUrlQuery &query)
{
    for (const QString &name : {u"finished_after"_s, u"finished_before"_s}) {
        if (query.hasQueryItem(name))
            return invalid(u"%1 and at can't be asked for together."_s.arg(name), name);
    }
    if (query.hasQueryItem(u"full"_s))
        return invalid(u"full isn't known of a moment in the past; leave it out."_s, u"full"_s);
    const QString sort = query.queryItemValue(u"sort"_s, QUrl::FullyDecoded);
    if (!sort.isEmpty() && sort != "created_at"_L1 && sort != "-created_at"_L1)
        return invalid(u"The list of a moment in the past is sorted by created_at or -created_at."_s, u"sort"_s);
    return std::nullopt;
}

QString timeText(qint64 timeMs)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).toString(Qt::ISODateWithMs);
}

/// Reads the list as it was at a moment, part by part. Threads: one at a time.
class ThenReader
{
public:
    ThenReader(const Archive &archive, MomentQuery query, ProcessFilter filter)
        : m_archive(archive)
        , m_query(std::move(query))
        , m_filter(std::move(filter))
    {
    }

    Result<ArchiveList::Page> read(qsizetype most, const QString &cursor, ArrayWriter &list)
    {
        if (!m_candidates) {
            m_query.cursor = cursor;
            auto candidates = m_archive.trackedAt(m_query);
            if (!candidates)
                return candidates.error();
            m_candidates = std::move(*candidates);
        }
        ArchiveList::Page page;
        while (page.count < most && m_at < m_candidates->size()) {
            const size_t count = std::min(m_candidates->size() - m_at, static_cast<size_t>(most - page.count));
            const auto states = m_archive.statesAt(std::span(*m_candidates).subspan(m_at, count), m_query.atMs);
            if (!states)
                return states.error();
            m_at += count;
            for (const ProcessPtr &state : *states) {
                if (!m_filter.matches(**state))
                    continue;
                writeProcessThen(list.object(), **state);
                ++page.count;
            }
        }
        const bool isEnd =
            m_at == m_candidates->size() && static_cast<qsizetype>(m_candidates->size()) < Archive::mostAtMoment;
        if (!isEnd)
            page.nextCursor = QString::number((*m_candidates)[m_at - 1]);
        if (m_at == m_candidates->size()) {
            // The rest of a long list is another request's: nobody waits for one that matches nothing.
            page.isCut = true;
        }
        return page;
    }

private:
    const Archive &m_archive;
    MomentQuery m_query;
    const ProcessFilter m_filter;
    std::optional<std::vector<quint64>> m_candidates;
    size_t m_at = 0; // of the next candidate
};

/// The answer with a list that is read from the disk.
Answer listAnswer(const Call &call, QByteArrayView name, qsizetype limit, ArchiveList::Read read)
{
    const auto response =
        ArchiveList::answer(name, limit, call.query.queryItemValue(u"cursor"_s, QUrl::FullyDecoded), std::move(read));
    return response ? Answer(*response) : refusalOfQuery(response.error());
}

} // namespace

HistoryController::HistoryController(const ServerParts &parts)
    : m_tracker(parts.tracker)
    , m_clock(parts.clock)
    , m_archive(parts.archive)
    , m_estimates(parts.durations, parts.clock)
{
}

Answer HistoryController::finished(const Call &call) const
{
    if (!m_archive)
        return noHistory();
    const auto filter = filterFromQuery(call.query, m_tracker);
    const auto after = momentFromQuery(call.query, u"finished_after"_s);
    const auto before = momentFromQuery(call.query, u"finished_before"_s);
    const auto limit = limitFromQuery(call.query, HistoryQuery::maxLimit);
    const auto full = isFullFromQuery(call.query);
    const QString sort = call.query.queryItemValue(u"sort"_s, QUrl::FullyDecoded);
    for (const Error *error :
         {filter ? nullptr : &filter.error(), after ? nullptr : &after.error(), before ? nullptr : &before.error(),
          limit ? nullptr : &limit.error(), full ? nullptr : &full.error()}) {
        if (error)
            return Refusal(*error, 400);
    }
    if (!sort.isEmpty() && sort != "completed_at"_L1 && sort != "-completed_at"_L1) {
        return Refusal(
            {ErrorCode::InvalidField, u"Finished processes are sorted by completed_at or -completed_at."_s, u"sort"_s},
            400);
    }
    if (!call.mayUseDisk)
        return needsDisk;

    HistoryQuery query;
    query.filter = *filter;
    query.finishedAfter = *after;
    query.finishedBefore = *before;
    query.descending = sort.startsWith(u'-');
    return listAnswer(call, "processes", *limit,
                      [archive = m_archive, estimates = m_estimates, query,
                       isFull = *full](qsizetype most, const QString &cursor,
                                       ArrayWriter &list) mutable -> Result<ArchiveList::Page> {
                          query.limit = most;
                          query.cursor = cursor;
                          const auto page = archive->finished(query);
                          if (!page)
                              return page.error();
                          for (const ProcessPtr &process : page->processes) {
                              if (isFull)
                                  estimates.writeFull(list.object(), **process);
                              else
                                  writeProcess(list.object(), **process);
                          }
                          return ArchiveList::Page{static_cast<qsizetype>(page->processes.size()), page->nextCursor};
                      });
}

Answer HistoryController::then(const Call &call) const
{
    if (!m_archive)
        return noHistory();
    if (const auto impossible = impossibleThen(call.query))
        return Refusal(*impossible, 400);
    const auto filter = filterFromQuery(call.query, m_tracker);
    const auto at = momentFromQuery(call.query, u"at"_s);
    const auto limit = limitFromQuery(call.query, MomentQuery::maxLimit);
    for (const Error *error :
         {filter ? nullptr : &filter.error(), at ? nullptr : &at.error(), limit ? nullptr : &limit.error()}) {
        if (error)
            return Refusal(*error, 400);
    }
    if (!*at)
        return Refusal(invalid(u"at must be a number of seconds since the epoch."_s, u"at"_s), 400);
    if (**at > m_clock.wallMs())
        return Refusal(invalid(u"at lies ahead: it is %1 now."_s.arg(timeText(m_clock.wallMs())), u"at"_s), 400);
    if (!call.mayUseDisk)
        return needsDisk;

    const auto range = m_archive->range();
    if (!range)
        return refusalOfQuery(range.error());
    if (**at < range->beginMs)
        return Refusal(invalid(u"The history begins at %1."_s.arg(timeText(range->beginMs)), u"at"_s), 400);
    const MomentQuery query{.atMs = **at,
                            .descending = call.query.queryItemValue(u"sort"_s, QUrl::FullyDecoded).startsWith(u'-')};
    const auto reader = std::make_shared<ThenReader>(*m_archive, query, *filter);
    const auto response = ArchiveList::answer(
        "processes", *limit, call.query.queryItemValue(u"cursor"_s, QUrl::FullyDecoded),
        [reader](qsizetype most, const QString &cursor, ArrayWriter &list) { return reader->read(most, cursor, list); },
        [atMs = query.atMs, knownMs = range->knownMs](ObjectWriter &object) {
            object.seconds("at", atMs);
            object.seconds("known_since", knownMs);
        });
    return response ? Answer(*response) : refusalOfQuery(response.error());
}

Answer HistoryController::range(const Call &) const
{
    if (!m_archive)
        return noHistory();
    const auto range = m_archive->range();
    if (!range)
        return Refusal(range.error());
    return jsonResponse(200, [&range](ObjectWriter &body) {
        body.seconds("begin", range->beginMs);
        body.seconds("known_since", range->knownMs);
    });
}

Answer HistoryController::events(const Call &call) const
{
    if (!m_archive)
        return noHistory();
    const auto limit = limitFromQuery(call.query, HistoryQuery::maxLimit);
    if (!limit)
        return refusalOfQuery(limit.error());
    return listAnswer(call, "events", *limit,
                      [archive = m_archive, id = call.process](qsizetype most, const QString &cursor,
                                                               ArrayWriter &list) -> Result<ArchiveList::Page> {
                          const auto page = archive->events(id, most, cursor);
                          if (!page)
                              return page.error();
                          for (const HistoryEvent &event : page->events)
                              list.raw(toJson(event));
                          return ArchiveList::Page{static_cast<qsizetype>(page->events.size()), page->nextCursor};
                      });
}

Answer HistoryController::settings(const Call &call) const
{
    if (!m_archive)
        return noHistory();
    const auto limit = limitFromQuery(call.query, HistoryQuery::maxLimit);
    if (!limit)
        return refusalOfQuery(limit.error());
    return listAnswer(
        call, "events", *limit,
        [archive = m_archive](qsizetype most, const QString &cursor, ArrayWriter &list) -> Result<ArchiveList::Page> {
            auto entries = archive->settings(most + 1, cursor);
            if (!entries)
                return entries.error();
            const bool isCut = static_cast<qsizetype>(entries->size()) > most;
            if (isCut)
                entries->pop_back();
            for (const SettingTable::Entry &entry : *entries)
                writeEvent(list.object(), entry);
            return ArchiveList::Page{static_cast<qsizetype>(entries->size()),
                                     isCut ? QString::number(entries->back().number) : QString()};
        });
}

} // namespace Procession
