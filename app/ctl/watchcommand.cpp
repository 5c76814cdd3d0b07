// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "apijson.h"
#include "clock.h"
#include "commandline.h"
#include "commandsupport.h"
#include "feedclient.h"
#include "jsonwriter.h"
#include "processjson.h"
#include "processtext.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonDocument>
#include <QTimer>

#include <algorithm>
#include <map>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int frameMs = 100;
constexpr int barCells = 20;

/// The table on the terminal. Draws at most ten times a second, and only what fits.
class LiveTable
{
public:
    void clear() { m_rows.clear(); }
    void put(const ProcessPtr &process) { m_rows[(*process)->id].process = process; }
    void setEstimate(const ProcessId &id, const std::optional<Estimate> &estimate, qint64 nowMs)
    {
        if (const auto row = m_rows.find(id); row != m_rows.end()) {
            row->second.estimate = estimate;
            row->second.estimatedAtMs = nowMs;
        }
    }
    void remove(const ProcessId &id) { m_rows.erase(id); }
    void setState(const FeedState &state) { m_state = state; }

    void draw(qint64 nowMs) const
    {
        std::map<ProcessStatus, int> counts;
        std::vector<const Row *> shown;
        for (const auto &[id, row] : m_rows) {
            ++counts[(*row.process)->status];
            shown.push_back(&row);
        }
        // What runs comes first, then what changed last.
        std::stable_sort(shown.begin(), shown.end(), [](const Row *a, const Row *b) {
            const auto rank = [](const Process &process) {
                return process.status == ProcessStatus::Running ? 0 : process.status == ProcessStatus::Pending ? 1 : 2;
            };
            const Process &one = **a->process;
            const Process &other = **b->process;
            return rank(one) != rank(other) ? rank(one) < rank(other) : one.updatedAt > other.updatedAt;
        });

        QString screen = u"\x1b[H"_s + heading(counts) + u"\x1b[K\n\x1b[K\n"_s;
        const int rows = std::max(1, Terminal::height() - 4);
        QList<QStringList> table{processHeading()};
        for (const Row *each : shown) {
            if (table.size() > rows)
                break;
            const Process &process = **each->process;
            QStringList row = processRow(process, leftText(each->estimate, nowMs - each->estimatedAtMs));
            row[2] = Terminal::bar(process.progress, barCells) + u' ' + row[2];
            table.append(row);
        }
        const QStringList lines = Terminal::table(table, Terminal::width()).split(u'\n', Qt::SkipEmptyParts);
        for (qsizetype i = 0; i < lines.size(); ++i) {
            screen += i == 0
                ? lines[i]
                : Terminal::inStatusColour(lines[i], (*shown[static_cast<size_t>(i - 1)]->process)->status);
            screen += u"\x1b[K\n"_s;
        }
        Terminal::print(screen + u"\x1b[J"_s);
    }

private:
    struct Row
    {
        ProcessPtr process;
        std::optional<Estimate> estimate;
        qint64 estimatedAtMs = 0;
    };

    QString heading(const std::map<ProcessStatus, int> &counts) const
    {
        QString text = u"live"_s;
        if (!m_state.isLive()) {
            text = m_state.staleSince ? u"not up to date since %1, reconnecting"_s.arg(
                       QDateTime::fromMSecsSinceEpoch(*m_state.staleSince).toString(u"HH:mm:ss"_s))
                                      : u"connecting"_s;
        }
        if (!m_state.problem.isEmpty())
            text += u" (%1)"_s.arg(PlainText::line(m_state.problem));
        for (const auto &[status, count] : counts)
            text += u"   %1 %2"_s.arg(count).arg(wireName(status));
        return Terminal::fitted(text, Terminal::width());
    }

    std::map<ProcessId, Row> m_rows;
    FeedState m_state;
};

/// The event as the feed's message, with who asked for it and why.
QByteArray jsonOf(const Event &event)
{
    QByteArray json;
    {
        ObjectWriter object(json);
        writeUpdate(object, **event.process, event.kind, event.timeMs, true);
        writeOrigin(object, event.origin);
    }
    return json;
}

/// Shows what the feed tells: as a table, or as lines.
class Watcher : public QObject
{
public:
    enum class Mode : quint8 { Table, Lines, Json };

    Watcher(Mode mode, QSet<ProcessStatus> statuses, const FeedClient &feed, const Clock &clock)
        : m_mode(mode)
        , m_statuses(std::move(statuses))
        , m_clock(clock)
        , m_frame(this)
        , m_tick(this)
    {
        m_frame.setSingleShot(true);
        connect(&m_frame, &QTimer::timeout, this, [this] { m_table.draw(m_clock.wallMs()); });
        connect(&m_tick, &QTimer::timeout, this, [this] { redrawSoon(); });
        connect(&feed, &FeedClient::snapshotReceived, this, &Watcher::begin);
        connect(&feed, &FeedClient::eventReceived, this,
                [this](const Event &event) { update(event.process, jsonOf(event)); });
        connect(&feed, &FeedClient::processLeft, this,
                [this](const FeedDeparture &departure) { remove(departure.id); });
        connect(&feed, &FeedClient::estimateReceived, this,
                [this](const ProcessId &id, const std::optional<Estimate> &estimate) {
                    m_table.setEstimate(id, estimate, m_clock.wallMs());
                    redrawSoon();
                });
        connect(&feed, &FeedClient::stateChanged, this, &Watcher::setState);
        if (m_mode == Mode::Table) {
            Terminal::print(u"\x1b[2J"_s);
            m_tick.start(1000); // elapsed times move on without events
        }
    }

private:
    void begin(const FeedSnapshot &snapshot)
    {
        m_table.clear();
        for (const ProcessPtr &process : snapshot.processes)
            update(process, process->json());
        redrawSoon();
    }

    /// The feed is not asked for one status: it would not tell of a process that leaves it.
    void update(const ProcessPtr &process, const QByteArray &json)
    {
        if (!m_statuses.isEmpty() && !m_statuses.contains((*process)->status)) {
            m_table.remove((*process)->id);
        } else {
            m_table.put(process);
            if (m_mode == Mode::Json)
                printJsonLine(QJsonDocument::fromJson(json).object());
            else if (m_mode == Mode::Lines)
                Terminal::print(processLine(**process));
        }
        redrawSoon();
    }

    void remove(const ProcessId &id)
    {
        m_table.remove(id);
        if (m_mode == Mode::Json)
            printJsonLine({{u"type"_s, u"process_removed"_s}, {u"process_id"_s, id.toString()}});
        else if (m_mode == Mode::Lines)
            Terminal::print(removalLine(id));
        redrawSoon();
    }

    void setState(const FeedState &state)
    {
        m_table.setState(state);
        if (state.kind == FeedState::Kind::Refused) {
            Terminal::printError(state.problem);
            QCoreApplication::exit(ExitCode::refused);
        } else if (m_mode != Mode::Table && std::exchange(m_live, state.isLive()) != state.isLive()) {
            Terminal::printError(state.isLive() ? u"live."_s : u"the connection broke; trying again."_s);
        }
        redrawSoon();
    }

    void redrawSoon()
    {
        if (m_mode == Mode::Table && !m_frame.isActive())
            m_frame.start(frameMs);
    }

    const Mode m_mode;
    const QSet<ProcessStatus> m_statuses;
    const Clock &m_clock;
    LiveTable m_table;
    bool m_live = false; // as was told
    QTimer m_frame;
    QTimer m_tick;
};

} // namespace

int watchCommand(const QStringList &arguments)
{
    SubcommandLine line(u"watch"_s,
                        u"Follows what happens, live: a table on a terminal, a line for each change in a pipe, a JSON\n"
                        "object a line with --json. After a break it goes on without a gap. Ctrl-C ends it."_s,
                        u"[ID...]"_s);
    line.addFilter(u"type"_s, u"Only processes of this type (several times for more)."_s, u"type"_s);
    line.addFilter(u"status"_s, u"Only processes in this status (several times for more)."_s, u"status"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;

    auto filter = filterFrom(line);
    if (!filter)
        return reportProblem(filter.error());
    for (const QString &text : line.arguments()) {
        const auto id = idFrom(line, text);
        if (!id)
            return ExitCode::usage;
        filter->ids.insert(*id);
    }

    // Ask once by REST: that tells whether there is a server at all.
    ApiClient api(line.endpoint());
    const auto probe = waitFor<ProcessPage>(
        [&](const auto &done) { api.list(ProcessQuery{.filter = *filter, .limit = 1, .cursor = {}}, done); });
    if (!probe)
        return reportProblem(probe.error());

    const SystemClock clock;
    const QSet<ProcessStatus> statuses = std::exchange(filter->statuses, {});
    FeedClient feed(line.endpoint(), {.filter = *filter}, clock);
    const Watcher watcher(line.wantsJson()                ? Watcher::Mode::Json
                              : Terminal::isInteractive() ? Watcher::Mode::Table
                                                          : Watcher::Mode::Lines,
                          statuses, feed, clock);
    feed.open();
    return QCoreApplication::exec();
}

} // namespace Procession
