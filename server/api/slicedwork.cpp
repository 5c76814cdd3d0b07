// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "slicedwork.h"

#include "processjson.h"
#include "processtracker.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Of lines that are passed over before others get their turn.
constexpr qsizetype bytesReadAtOnce = 1024 * 1024;
constexpr size_t sampleSize = 10;

} // namespace

QByteArray SlicedWork::notStored()
{
    const Refusal unstored = Procession::notStored(m_store);
    return print(&unstored);
}

LineWork::LineWork(QByteArray body, qsizetype longestLine, Handle handle, const Store *store)
    : SlicedWork(store)
    , m_body(std::move(body))
    , m_longestLine(longestLine)
    , m_handle(std::move(handle))
{
}

/// Prints the outcome, or `unstored` where it confirms a change and that isn't null.
void LineWork::writeLine(Appender &out, const ProcessAnswer &outcome, const Refusal *unstored)
{
    const Refusal *refusal = outcome.afterSeq() > 0 ? unstored : nullptr;
    {
        ObjectWriter line(out);
        line.integer("status", refusal ? refusal->status : outcome.status);
        if (refusal)
            refusal->write(line);
        else
            outcome.write(line);
    }
    out.append('\n');
}

BodyPart LineWork::next()
{
    m_part.clear();
    quint64 afterSeq = 0;
    QByteArray bytes;
    Appender out(bytes);
    const qsizetype readTo = m_at + bytesReadAtOnce;
    while (m_at < m_body.size() && m_at < readTo && m_part.size() < changesAtOnce && out.size() < bytesAtOnce) {
        qsizetype end = m_body.indexOf('\n', m_at);
        if (end < 0)
            end = m_body.size();
        const QByteArray line = QByteArray::fromRawData(m_body.constData() + m_at, end - m_at);
        m_at = end + 1;
        if (QByteArrayView(line).trimmed().isEmpty())
            continue;
        m_part.push_back(line.size() > m_longestLine
                             ? Refusal(413, "line_too_large", u"A line may have %1 bytes."_s.arg(m_longestLine))
                             : m_handle(line));
        afterSeq = std::max(afterSeq, m_part.back().afterSeq());
        writeLine(out, m_part.back(), nullptr);
    }
    return {out.take(), afterSeq, m_at < m_body.size() ? BodyPart::Then::More : BodyPart::Then::End};
}

QByteArray LineWork::print(const Refusal *unstored) const
{
    QByteArray bytes;
    Appender out(bytes);
    for (const ProcessAnswer &outcome : m_part)
        writeLine(out, outcome, unstored);
    return out.take();
}

BulkWork::BulkWork(const ProcessTracker &tracker, ProcessFilter filter, Action action, Origin origin, bool isDryRun,
                   quint64 lastSeq, const Store *store, std::shared_ptr<const void> slot)
    : SlicedWork(store)
    , m_tracker(tracker)
    , m_filter(std::move(filter))
    , m_action(std::move(action))
    , m_origin(std::move(origin))
    , m_isDryRun(isDryRun)
    , m_lastSeq(lastSeq)
    , m_slot(std::move(slot))
    , m_named(m_filter.ids.begin(), m_filter.ids.end())
{
    // The rest of the filter is looked at here: a search would walk through all that don't match in one go.
    m_query.filter = {.types = m_filter.types, .statuses = m_filter.statuses};
    m_query.limit = looksAtOnce;
}

void BulkWork::look(const ProcessPtr &process)
{
    if (!m_filter.matches(**process) || (*process)->createdSeq > m_lastSeq)
        return;
    m_applicable += m_action.applies(**process) ? 1 : 0;
    if (m_isDryRun && m_sample.size() < sampleSize)
        m_sample.push_back(process);
    m_found.push_back({(*process)->createdSeq, (*process)->id});
}

/// Whether there are more to look at.
bool BulkWork::lookForNamed()
{
    const qsizetype end = std::min(m_nextNamed + looksAtOnce, m_named.size());
    for (; m_nextNamed < end; ++m_nextNamed) {
        if (const ProcessPtr process = m_tracker.find(m_named[m_nextNamed]))
            look(process);
    }
    if (m_nextNamed < m_named.size())
        return true;
    std::sort(m_found.begin(), m_found.end(),
              [](const Found &a, const Found &b) { return a.createdSeq < b.createdSeq; });
    std::sort(m_sample.begin(), m_sample.end(),
              [](const ProcessPtr &a, const ProcessPtr &b) { return (*a)->createdSeq < (*b)->createdSeq; });
    return false;
}

/// Likewise.
bool BulkWork::lookForAll()
{
    const auto page = m_tracker.query(m_query); // whose cursor is its own, so that nothing can be wrong with it
    if (!page)
        return false;
    for (const ProcessPtr &process : page->processes)
        look(process);
    m_query.cursor = page->nextCursor;
    return !m_query.cursor.isEmpty() && (*page->processes.back())->createdSeq <= m_lastSeq;
}

/// Changes the next processes.
void BulkWork::changeSome()
{
    const size_t end = std::min(m_next + changesAtOnce, m_found.size());
    for (; m_next < end; ++m_next) {
        const auto changed = m_action.change(m_found[m_next].id, m_origin);
        m_part.push_back(changed ? Outcome{(**changed)->seq} : Outcome{0, Refusal(changed.error())});
    }
}

BodyPart BulkWork::next()
{
    if (m_isLooking) {
        if (m_named.isEmpty() ? lookForAll() : lookForNamed())
            return {};
        m_isLooking = false;
    }
    m_part.clear();
    if (!m_isDryRun)
        changeSome();
    quint64 afterSeq = 0;
    for (const Outcome &outcome : m_part)
        afterSeq = std::max(afterSeq, outcome.seq);
    return {print(nullptr), afterSeq, isAtEnd() ? BodyPart::Then::End : BodyPart::Then::More};
}

QByteArray BulkWork::print(const Refusal *unstored) const
{
    QByteArray bytes;
    size_t number = m_next - m_part.size();
    if (number == 0) {
        {
            ObjectWriter object(bytes);
            object.boolean("dry_run", m_isDryRun);
            object.integer("count", m_found.size());
            object.integer("applicable", m_applicable);
            ArrayWriter list = object.array(m_isDryRun ? "sample" : "results");
            for (const ProcessPtr &process : m_sample)
                writeProcess(list.object(), **process);
        }
        bytes.chop(2); // both stay open
    }
    Appender out(bytes);
    for (const Outcome &outcome : m_part) {
        if (number > 0)
            out.append(',');
        ObjectWriter entry(out);
        const Refusal *refusal = outcome.seq > 0 ? unstored : outcome.refusal ? &*outcome.refusal : nullptr;
        entry.ascii("process_id", m_found[number++].id.bytes());
        entry.integer("status", refusal ? refusal->status : m_action.status);
        if (refusal)
            refusal->write(entry);
    }
    if (isAtEnd())
        out.append("]}");
    return out.take();
}

} // namespace Procession
