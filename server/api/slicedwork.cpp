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

void SlicedWork::addEntry(qsizetype begin, qsizetype end, quint64 seq)
{
    m_entries.push_back({begin, end, seq});
}

BodyPart SlicedWork::endPart(const QByteArray &bytes, BodyPart::Then then)
{
    m_bytes = bytes;
    quint64 afterSeq = 0;
    for (const Entry &entry : m_entries)
        afterSeq = std::max(afterSeq, entry.seq);
    return {bytes, afterSeq, then};
}

QByteArray SlicedWork::notStored()
{
    const Refusal refusal = Procession::notStored(m_store);
    QByteArray bytes;
    Appender out(bytes);
    qsizetype at = 0;
    for (size_t number = 0; number < m_entries.size(); ++number) {
        const Entry &entry = m_entries[number];
        if (entry.seq == 0)
            continue;
        out.append(QByteArrayView(m_bytes).sliced(at, entry.begin - at));
        writeRefusal(out, number, refusal);
        at = entry.end;
    }
    out.append(QByteArrayView(m_bytes).sliced(at));
    return out.take();
}

LineWork::LineWork(QByteArray body, qsizetype longestLine, Handle handle, const Store *store)
    : SlicedWork(store)
    , m_body(std::move(body))
    , m_longestLine(longestLine)
    , m_handle(std::move(handle))
{
}

void LineWork::writeLine(Appender &out, const ProcessAnswer &outcome)
{
    ObjectWriter line(out);
    line.integer("status", outcome.status);
    outcome.write(line);
}

void LineWork::writeRefusal(Appender &out, size_t, const Refusal &refusal) const
{
    writeLine(out, refusal);
}

BodyPart LineWork::next()
{
    beginPart();
    QByteArray bytes;
    Appender out(bytes);
    const qsizetype readTo = m_at + bytesReadAtOnce;
    int handled = 0;
    while (m_at < m_body.size() && m_at < readTo && handled < changesAtOnce && out.size() < bytesAtOnce) {
        qsizetype end = m_body.indexOf('\n', m_at);
        if (end < 0)
            end = m_body.size();
        const QByteArray line = QByteArray::fromRawData(m_body.constData() + m_at, end - m_at);
        m_at = end + 1;
        if (QByteArrayView(line).trimmed().isEmpty())
            continue;
        const ProcessAnswer outcome = line.size() > m_longestLine
            ? Refusal(413, "line_too_large", u"A line may have %1 bytes."_s.arg(m_longestLine))
            : m_handle(line);
        ++handled;
        const qsizetype begin = out.size();
        writeLine(out, outcome);
        addEntry(begin, out.size(), outcome.afterSeq());
        out.append('\n');
    }
    return endPart(out.take(), m_at < m_body.size() ? BodyPart::Then::More : BodyPart::Then::End);
}

/// The answer's object while it is printed, part by part.
class BulkWork::Printer
{
public:
    Printer(bool isDryRun, qsizetype count, qsizetype applicable)
        : m_list(begin(isDryRun, count, applicable))
    {
    }

    ArrayWriter &list() { return m_list; }
    Appender &out() { return m_out; }
    /// Prints the end of the object.
    void close()
    {
        m_list.close();
        m_object.close();
    }

private:
    ArrayWriter begin(bool isDryRun, qsizetype count, qsizetype applicable)
    {
        m_object.boolean("dry_run", isDryRun);
        m_object.integer("count", count);
        m_object.integer("applicable", applicable);
        return m_object.array(isDryRun ? "sample" : "results");
    }

    QByteArray m_bytes;
    Appender m_out{m_bytes};
    ObjectWriter m_object{m_out};
    ArrayWriter m_list;
};

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

BulkWork::~BulkWork() = default;

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

void BulkWork::writeResult(ObjectWriter &&entry, const ProcessId &id, int status, const Refusal *refusal)
{
    entry.ascii("process_id", id.bytes());
    entry.integer("status", status);
    if (refusal)
        refusal->write(entry);
}

void BulkWork::writeRefusal(Appender &out, size_t number, const Refusal &refusal) const
{
    writeResult(ObjectWriter(out), m_found[m_firstOfPart + number].id, refusal.status, &refusal);
}

/// Changes the next processes, and prints what came of it.
void BulkWork::changeSome()
{
    ArrayWriter &list = m_printer->list();
    const Appender &out = m_printer->out();
    m_firstOfPart = m_next;
    const size_t end = std::min(m_next + changesAtOnce, m_found.size());
    for (; m_next < end && out.size() < bytesAtOnce; ++m_next) {
        const ProcessId &id = m_found[m_next].id;
        const auto changed = m_action.change(id, m_origin);
        const qsizetype begin = out.size() + (list.isEmpty() ? 0 : 1); // behind the comma
        if (changed) {
            writeResult(list.object(), id, m_action.status, nullptr);
        } else {
            const Refusal refusal(changed.error());
            writeResult(list.object(), id, refusal.status, &refusal);
        }
        addEntry(begin, out.size(), changed ? (**changed)->seq : 0);
    }
}

BodyPart BulkWork::next()
{
    beginPart();
    if (!m_printer) {
        if (m_named.isEmpty() ? lookForAll() : lookForNamed())
            return {};
        m_printer = std::make_unique<Printer>(m_isDryRun, static_cast<qsizetype>(m_found.size()), m_applicable);
        for (const ProcessPtr &process : m_sample)
            writeProcess(m_printer->list().object(), **process);
    }
    if (!m_isDryRun)
        changeSome();
    const bool isEnd = m_isDryRun || m_next == m_found.size();
    if (isEnd)
        m_printer->close();
    return endPart(m_printer->out().take(), isEnd ? BodyPart::Then::End : BodyPart::Then::More);
}

} // namespace Procession
