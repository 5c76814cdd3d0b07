// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "controllers.h"

#include "archive.h"
#include "longlists.h"
#include "processjson.h"
#include "serverparts.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Refusal noHistory()
{
    return Refusal(404, "no_history", u"This server keeps no history; start it with --durability full or normal."_s);
}

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
