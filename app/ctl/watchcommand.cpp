// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchcommand.h"

#include "commandline.h"
#include "commands.h"
#include "feedclient.h"
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
    void reset(const QList<QJsonObject> &processes)
    {
        m_processes.clear();
        for (const QJsonObject &process : processes)
            put(process);
    }

    void put(const QJsonObject &process) { m_processes[process.value("process_id"_L1).toString()] = process; }
    void remove(const QString &id) { m_processes.erase(id); }

    void setLive(bool live)
    {
        if (m_live != live)
            m_since = QDateTime::currentDateTime();
        m_live = live;
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
        for (const auto &[status, count] : counts)
            text += u"   %1 %2"_s.arg(count).arg(status);
        return text;
    }

    std::map<QString, QJsonObject> m_processes;
    bool m_live = false;
    QDateTime m_since = QDateTime::currentDateTime();
};

} // namespace

int watchCommand(const QStringList &arguments)
{
    SubcommandLine line(u"watch"_s,
                        u"Follows what happens, live: a table on a terminal, a line for each change in a pipe.\n"
                        "After a break it goes on without a gap. Ctrl-C ends it."_s,
                        u"[ID...]"_s);
    line.addValue(u"type"_s, u"Only processes of this type (several times for more)."_s, u"type"_s);
    line.addValue(u"status"_s, u"Only processes in this status (several times for more)."_s, u"status"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;

    QUrlQuery filter = filterQuery(line.values(u"type"_s), line.values(u"status"_s));
    for (const QString &id : line.arguments())
        filter.addQueryItem(u"process_id"_s, id);

    // Ask once by REST: it says in plain words why a token or a filter is refused.
    ApiClient api(line.endpoint());
    QUrlQuery probe = filterQuery(line.values(u"type"_s), line.values(u"status"_s));
    probe.addQueryItem(u"limit"_s, u"1"_s);
    if (const ApiReply reply = api.fetch(u"/processes"_s, probe); !reply.ok()) {
        Terminal::printError(reply.problem);
        return reply.answered() ? ExitCode::refused : ExitCode::unreachable;
    }

    FeedClient feed(line.endpoint(), filter);
    LiveTable table;
    QTimer frame;
    const bool json = line.wantsJson();
    const bool draws = Terminal::isInteractive() && !json;
    const auto changed = [&] {
        if (draws && !frame.isActive())
            frame.start(frameMs);
    };
    const auto tell = [&](const QJsonObject &process) {
        if (json)
            Terminal::print(QString::fromUtf8(QJsonDocument(process).toJson(QJsonDocument::Compact)) + u'\n');
        else if (!draws)
            Terminal::print(processLine(process));
    };
    frame.setSingleShot(true);
    QObject::connect(&frame, &QTimer::timeout, &frame, [&] { table.draw(); });
    QTimer clock; // elapsed times move on without events
    QObject::connect(&clock, &QTimer::timeout, &clock, changed);
    QObject::connect(&feed, &FeedClient::snapshotReceived, &feed, [&](const QList<QJsonObject> &processes) {
        table.reset(processes);
        for (const QJsonObject &process : processes)
            tell(process);
        changed();
    });
    QObject::connect(&feed, &FeedClient::updateReceived, &feed, [&](const QJsonObject &update) {
        table.put(update);
        tell(update);
        changed();
    });
    QObject::connect(&feed, &FeedClient::removalReceived, &feed, [&](const QString &id) {
        table.remove(id);
        changed();
    });
    QObject::connect(&feed, &FeedClient::liveChanged, &feed, [&](bool live) {
        table.setLive(live);
        if (!draws)
            Terminal::printError(live ? u"live"_s : u"the connection broke; trying again"_s);
        changed();
    });
    QObject::connect(&feed, &FeedClient::refused, &feed, [](const QString &problem) {
        Terminal::printError(problem);
        QCoreApplication::exit(ExitCode::refused);
    });
    if (draws) {
        Terminal::print(u"\x1b[2J"_s);
        clock.start(1000);
    }
    feed.open();
    return QCoreApplication::exec();
}

} // namespace Procession
