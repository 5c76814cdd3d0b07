// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchcommand.h"

#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "feedclient.h"
#include "processtext.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSet>
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
    void clear() { m_processes.clear(); }
    void put(const QString &id, const QJsonObject &process) { m_processes[id] = process; }
    void remove(const QString &id) { m_processes.erase(id); }

    void setLive(bool live, const QString &problem)
    {
        if (m_live != live)
            m_since = QDateTime::currentDateTime();
        m_live = live;
        m_problem = problem;
    }

    void draw() const
    {
        std::map<QString, int> counts;
        std::vector<const QJsonObject *> shown;
        for (const auto &[id, process] : m_processes) {
            ++counts[process.value("status"_L1).toString()];
            shown.push_back(&process);
        }
        // What runs comes first, then what changed last.
        std::stable_sort(shown.begin(), shown.end(), [](const QJsonObject *a, const QJsonObject *b) {
            const auto rank = [](const QJsonObject &process) {
                const QString status = process.value("status"_L1).toString();
                return status == "running"_L1 ? 0 : status == "pending"_L1 ? 1 : 2;
            };
            if (rank(*a) != rank(*b))
                return rank(*a) < rank(*b);
            return a->value("updated_at"_L1).toDouble() > b->value("updated_at"_L1).toDouble();
        });

        QString screen = u"\x1b[H"_s + heading(counts) + u"\x1b[K\n\x1b[K\n"_s;
        const int rows = std::max(1, Terminal::height() - 4);
        QList<QStringList> table{processHeading()};
        for (const QJsonObject *process : shown) {
            if (table.size() > rows)
                break;
            QStringList row = processRow(*process);
            const QJsonValue progress = process->value("progress"_L1);
            row[2] = Terminal::bar(progress.isDouble() ? std::optional(progress.toDouble()) : std::nullopt, barCells)
                + u' ' + row[2];
            table.append(row);
        }
        const QStringList lines = Terminal::table(table, Terminal::width()).split(u'\n', Qt::SkipEmptyParts);
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const QString status =
                i == 0 ? QString() : (*shown[static_cast<size_t>(i - 1)]).value("status"_L1).toString();
            screen += (i == 0 ? lines[i] : Terminal::inStatusColour(lines[i], status)) + u"\x1b[K\n"_s;
        }
        Terminal::print(screen + u"\x1b[J"_s);
    }

private:
    QString heading(const std::map<QString, int> &counts) const
    {
        QString text =
            m_live ? u"live"_s : u"not up to date since %1, reconnecting"_s.arg(m_since.toString(u"HH:mm:ss"_s));
        if (!m_live && !m_problem.isEmpty())
            text += u" (%1)"_s.arg(PlainText::line(m_problem));
        for (const auto &[status, count] : counts)
            text += u"   %1 %2"_s.arg(QString::number(count), PlainText::line(status));
        return Terminal::fitted(text, Terminal::width());
    }

    std::map<QString, QJsonObject> m_processes;
    bool m_live = false;
    QString m_problem;
    QDateTime m_since = QDateTime::currentDateTime();
};

/// What watch does with what it hears: draws a table, or prints lines.
class Watcher : public QObject
{
public:
    enum class Mode : quint8 { Table, Lines, Json };

    Watcher(Mode mode, QSet<QString> statuses, FeedClient &feed)
        : m_mode(mode)
        , m_statuses(std::move(statuses))
        , m_feed(feed)
        , m_frame(this)
        , m_clock(this)
    {
        m_frame.setSingleShot(true);
        connect(&m_frame, &QTimer::timeout, this, [this] { m_table.draw(); });
        connect(&m_clock, &QTimer::timeout, this, [this] { redrawSoon(); });
        connect(&feed, &FeedClient::snapshotReceived, this, &Watcher::begin);
        connect(&feed, &FeedClient::updateReceived, this, &Watcher::update);
        connect(&feed, &FeedClient::removalReceived, this, &Watcher::remove);
        connect(&feed, &FeedClient::liveChanged, this, &Watcher::setLive);
        connect(&feed, &FeedClient::refused, this, [](const QString &problem) {
            Terminal::printError(problem);
            QCoreApplication::exit(ExitCode::refused);
        });
        if (m_mode == Mode::Table) {
            Terminal::print(u"\x1b[2J"_s);
            m_clock.start(1000); // elapsed times move on without events
        }
    }

private:
    // The feed is not asked for one status: it would not tell of a process that leaves it.
    bool isWanted(const QJsonObject &process) const
    {
        return m_statuses.isEmpty() || m_statuses.contains(process.value("status"_L1).toString());
    }

    void begin(const QList<QJsonObject> &processes)
    {
        m_table.clear();
        for (const QJsonObject &process : processes)
            update(process);
        redrawSoon();
    }

    void update(const QJsonObject &process)
    {
        const QString id = process.value("process_id"_L1).toString();
        if (!isWanted(process)) {
            m_table.remove(id);
        } else {
            m_table.put(id, process);
            if (m_mode == Mode::Json)
                printJsonLine(process);
            else if (m_mode == Mode::Lines)
                Terminal::print(processLine(process));
        }
        redrawSoon();
    }

    void remove(const QString &id)
    {
        m_table.remove(id);
        if (m_mode == Mode::Json)
            printJsonLine({{u"type"_s, u"process_removed"_s}, {u"process_id"_s, id}});
        else if (m_mode == Mode::Lines)
            Terminal::print(removalLine(id));
        redrawSoon();
    }

    void setLive(bool live)
    {
        m_table.setLive(live, m_feed.problem());
        if (m_mode != Mode::Table)
            Terminal::printError(live ? u"live."_s : u"the connection broke; trying again."_s);
        redrawSoon();
    }

    void redrawSoon()
    {
        if (m_mode == Mode::Table && !m_frame.isActive())
            m_frame.start(frameMs);
    }

    const Mode m_mode;
    const QSet<QString> m_statuses;
    FeedClient &m_feed;
    LiveTable m_table;
    QTimer m_frame;
    QTimer m_clock;
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
    const auto endpoint = line.endpoint();
    if (!endpoint)
        return ExitCode::usage;

    // Ask once by REST: it says in plain words why a token or a filter is refused.
    ApiClient api(*endpoint);
    QUrlQuery probe = filterQuery(line.values(u"type"_s), line.values(u"status"_s));
    probe.addQueryItem(u"limit"_s, u"1"_s);
    if (const ApiReply reply = api.fetch(u"/processes"_s, probe); !reply.ok())
        return reportProblem(reply);

    QUrlQuery filter = filterQuery(line.values(u"type"_s), {});
    for (const QString &id : line.arguments())
        addQueryValue(filter, u"process_id"_s, id);
    FeedClient feed(*endpoint, filter);
    const QStringList statuses = line.values(u"status"_s);
    const Watcher watcher(line.wantsJson()                ? Watcher::Mode::Json
                              : Terminal::isInteractive() ? Watcher::Mode::Table
                                                          : Watcher::Mode::Lines,
                          QSet<QString>(statuses.cbegin(), statuses.cend()), feed);
    feed.open();
    return QCoreApplication::exec();
}

} // namespace Procession
