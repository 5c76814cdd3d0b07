// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "slicedwork.h"

#include "httperror.h"
#include "processjson.h"
#include "processtracker.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Of lines that are passed over before others get their turn.
constexpr qsizetype bytesReadAtOnce = 1024 * 1024;
constexpr size_t sampleSize = 10;

void appendRefusal(QByteArray &out, const ProcessId &id, const HttpResponse &refusal)
{
    out += "{\"process_id\":";
    appendJsonString(out, id.toString());
    out += ",\"status\":" + QByteArray::number(refusal.status) + ',';
    out += QByteArrayView(refusal.body).sliced(1);
}

} // namespace

void SlicedWork::addEntry(BodyPart &part, qsizetype begin, quint64 seq)
{
    m_entries.push_back({begin, part.bytes.size(), seq > 0});
    part.afterSeq = std::max(part.afterSeq, seq);
}

BodyPart SlicedWork::endPart(BodyPart part)
{
    m_bytes = part.bytes;
    return part;
}

QByteArray SlicedWork::notStored()
{
    QByteArray out;
    qsizetype at = 0;
    for (size_t number = 0; number < m_entries.size(); ++number) {
        const Entry &entry = m_entries[number];
        if (!entry.confirms)
            continue;
        out += QByteArrayView(m_bytes).sliced(at, entry.begin - at);
        out += notStoredEntry(number);
        at = entry.end;
    }
    out += QByteArrayView(m_bytes).sliced(at);
    return out;
}

LineWork::LineWork(QByteArray body, qsizetype longestLine, Handle handle, std::function<HttpResponse()> notStored)
    : m_body(std::move(body))
    , m_longestLine(longestLine)
    , m_handle(std::move(handle))
    , m_notStored(std::move(notStored))
{
}

void LineWork::append(QByteArray &out, const HttpResponse &answer)
{
    out += "{\"status\":";
    out += QByteArray::number(answer.status);
    out += ',';
    out += QByteArrayView(answer.body).sliced(1);
}

QByteArray LineWork::notStoredEntry(size_t) const
{
    QByteArray line;
    append(line, m_notStored());
    return line + '\n';
}

BodyPart LineWork::next()
{
    beginPart();
    BodyPart part;
    const qsizetype readTo = m_at + bytesReadAtOnce;
    int handled = 0;
    while (m_at < m_body.size() && m_at < readTo && handled < changesAtOnce && part.bytes.size() < bytesAtOnce) {
        qsizetype end = m_body.indexOf('\n', m_at);
        if (end < 0)
            end = m_body.size();
        const QByteArray line = QByteArray::fromRawData(m_body.constData() + m_at, end - m_at);
        m_at = end + 1;
        if (QByteArrayView(line).trimmed().isEmpty())
            continue;
        const HttpResponse answer = line.size() > m_longestLine
            ? errorResponse(413, "line_too_large", u"A line may have %1 bytes."_s.arg(m_longestLine))
            : m_handle(line);
        ++handled;
        const qsizetype begin = part.bytes.size();
        append(part.bytes, answer);
        part.bytes += '\n';
        addEntry(part, begin, answer.afterSeq);
    }
    part.then = m_at < m_body.size() ? BodyPart::Then::More : BodyPart::Then::End;
    return endPart(std::move(part));
}

BulkWork::BulkWork(const ProcessTracker &tracker, ProcessFilter filter, Action action, bool isDryRun, quint64 lastSeq,
                   std::function<HttpResponse()> notStored, std::shared_ptr<const void> place)
    : m_tracker(tracker)
    , m_filter(std::move(filter))
    , m_action(std::move(action))
    , m_isDryRun(isDryRun)
    , m_lastSeq(lastSeq)
    , m_notStored(std::move(notStored))
    , m_place(std::move(place))
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

void BulkWork::lookForNamed()
{
    const qsizetype end = std::min(m_nextNamed + looksAtOnce, m_named.size());
    for (; m_nextNamed < end; ++m_nextNamed) {
        if (const ProcessPtr process = m_tracker.find(m_named[m_nextNamed]))
            look(process);
    }
    m_isLooking = m_nextNamed < m_named.size();
    if (m_isLooking)
        return;
    std::sort(m_found.begin(), m_found.end(),
              [](const Found &a, const Found &b) { return a.createdSeq < b.createdSeq; });
    std::sort(m_sample.begin(), m_sample.end(),
              [](const ProcessPtr &a, const ProcessPtr &b) { return (*a)->createdSeq < (*b)->createdSeq; });
}

void BulkWork::lookForAll()
{
    const auto page = m_tracker.query(m_query); // whose cursor is its own, so that nothing can be wrong with it
    if (page) {
        for (const ProcessPtr &process : page->processes)
            look(process);
        m_query.cursor = page->nextCursor;
    }
    m_isLooking = page && !m_query.cursor.isEmpty() && (*page->processes.back())->createdSeq <= m_lastSeq;
}

QByteArray BulkWork::beginning() const
{
    return "{\"dry_run\":" + QByteArray(m_isDryRun ? "true" : "false")
        + ",\"count\":" + QByteArray::number(static_cast<qsizetype>(m_found.size()))
        + ",\"applicable\":" + QByteArray::number(m_applicable) + (m_isDryRun ? ",\"sample\":[" : ",\"results\":[");
}

QByteArray BulkWork::notStoredEntry(size_t number) const
{
    QByteArray entry;
    appendRefusal(entry, m_found[m_firstOfPart + number].id, m_notStored());
    return entry;
}

BodyPart BulkWork::next()
{
    beginPart();
    BodyPart part;
    if (m_isLooking) {
        if (m_named.isEmpty())
            lookForAll();
        else
            lookForNamed();
        if (m_isLooking)
            return endPart(std::move(part));
        part.bytes = beginning();
        for (const ProcessPtr &process : m_sample) {
            if (!part.bytes.endsWith('['))
                part.bytes += ',';
            appendJson(part.bytes, **process);
        }
        if (m_isDryRun)
            m_next = m_found.size();
    }
    m_firstOfPart = m_next;
    const size_t end = std::min(m_next + changesAtOnce, m_found.size());
    for (; m_next < end && part.bytes.size() < bytesAtOnce; ++m_next) {
        const ProcessId &id = m_found[m_next].id;
        const auto changed = m_action.change(id);
        if (m_next > 0)
            part.bytes += ',';
        const qsizetype begin = part.bytes.size();
        if (changed) {
            part.bytes += "{\"process_id\":";
            appendJsonString(part.bytes, id.toString());
            part.bytes += ",\"status\":" + QByteArray::number(m_action.status) + '}';
        } else {
            appendRefusal(part.bytes, id, errorResponse(changed.error()));
        }
        addEntry(part, begin, changed ? (**changed)->seq : 0);
    }
    if (m_next == m_found.size()) {
        part.bytes += "]}";
        part.then = BodyPart::Then::End;
    }
    return endPart(std::move(part));
}

} // namespace Procession
