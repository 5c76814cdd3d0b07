// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "clock.h"
#include "commandsupport.h"
#include "feedclient.h"
#include "keyboard.h"
#include "terminal.h"
#include "toptable.h"
#include "unixsignals.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimer>

#include <csignal>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds refreshTime{1000};

/// Shows the table on the terminal's other screen until its end.
class TopScreen : public QObject
{
public:
    TopScreen(TopOrder order, const Clock &clock)
        : m_order(order)
        , m_clock(clock)
        , m_signals({SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGWINCH})
        , m_tick(this)
    {
        connect(&m_signals, &UnixSignals::received, this, &TopScreen::onSignal);
        connect(&m_keyboard, &Keyboard::pressed, this, &TopScreen::onKey);
        connect(&m_tick, &QTimer::timeout, this, &TopScreen::draw); // elapsed times move on without events
        enter();
        m_tick.start(refreshTime);
    }
    ~TopScreen() override { leave(); }
    Q_DISABLE_COPY_MOVE(TopScreen)

    TopTable table;

    void setState(const FeedState &state)
    {
        m_state = state;
        draw();
    }
    void draw()
    {
        const int width = std::max(1, Terminal::width());
        QStringList lines{Terminal::fitted(heading(), width),
                          Terminal::fitted(u"q quits; sort by c CPU, m memory, p progress, t time"_s, width)};
        lines += table.lines(m_order, m_clock.wallMs(), width, Terminal::height() - lines.size() - 2);
        lines.resize(std::min<qsizetype>(lines.size(), std::max(1, Terminal::height())));
        // One write, from the top, over what was there: nothing flickers.
        const QString frame = u"\x1b[H"_s + lines.join(u"\x1b[K\r\n"_s) + u"\x1b[K\x1b[J"_s;
        if (std::exchange(m_frame, frame) != frame)
            Terminal::print(frame);
    }

private:
    QString heading() const
    {
        QString text =
            QDateTime::fromMSecsSinceEpoch(m_clock.wallMs()).toString(u"HH:mm:ss"_s) + u"  "_s + table.summary();
        if (!m_state.isLive()) {
            text = m_state.staleSince ? u"not up to date since %1, reconnecting; "_s.arg(
                       QDateTime::fromMSecsSinceEpoch(*m_state.staleSince).toString(u"HH:mm:ss"_s))
                                      : u"connecting; "_s;
            text += table.summary();
        }
        return text;
    }
    void enter()
    {
        m_keyboard.open();
        Terminal::print(u"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"_s);
        m_frame.clear();
        draw();
    }
    void leave()
    {
        Terminal::print(u"\x1b[?7h\x1b[?25h\x1b[?1049l"_s);
        m_keyboard.close();
    }
    void onSignal(int number)
    {
        if (number == SIGTSTP) {
            leave();
            ::raise(SIGSTOP); // until the shell lets it go on
            enter();
        } else if (number == SIGWINCH) {
            m_frame.clear();
            draw();
        } else {
            QCoreApplication::exit(128 + number);
        }
    }
    void onKey(char key)
    {
        switch (key) {
        case 'q':
        case 'Q':
            QCoreApplication::exit(ExitCode::ok);
            return;
        case 'c':
            m_order = TopOrder::Cpu;
            break;
        case 'm':
            m_order = TopOrder::Memory;
            break;
        case 'p':
            m_order = TopOrder::Progress;
            break;
        case 't':
            m_order = TopOrder::Time;
            break;
        default:
            return;
        }
        draw();
    }

    TopOrder m_order;
    const Clock &m_clock;
    UnixSignals m_signals;
    Keyboard m_keyboard;
    FeedState m_state;
    QTimer m_tick;
    QString m_frame; // as it is shown
};

int showOnce(FeedClient &feed, TopOrder order, const Clock &clock)
{
    TopTable table;
    QObject::connect(&feed, &FeedClient::snapshotReceived, &feed, [&](const FeedSnapshot &snapshot) {
        for (const ProcessPtr &process : snapshot.processes)
            table.put(process);
    });
    QObject::connect(&feed, &FeedClient::estimateReceived, &feed,
                     [&](const ProcessId &id, const std::optional<Estimate> &estimate) {
                         table.setEstimate(id, estimate, clock.wallMs());
                     });
    QObject::connect(&feed, &FeedClient::stateChanged, &feed, [&](const FeedState &state) {
        if (state.isLive()) {
            const int width = Terminal::isInteractive() ? Terminal::width() : 0;
            Terminal::print(table.lines(order, clock.wallMs(), width, std::numeric_limits<int>::max()).join(u'\n')
                            + u'\n');
            QCoreApplication::exit(ExitCode::ok);
        } else if (!state.problem.isEmpty()) {
            Terminal::printError(state.problem);
            QCoreApplication::exit(state.kind == FeedState::Kind::Refused ? ExitCode::refused : ExitCode::unreachable);
        }
    });
    feed.open();
    return QCoreApplication::exec();
}

} // namespace

int topCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"top"_s,
        u"Shows what runs, with CPU, memory, progress and the time that is left, as the server tells of it.\n"
        "Keys: q quits; c, m, p and t sort by CPU, memory, progress and time. In a pipe it prints the table once."_s,
        {}, SubcommandLine::Output::Text);
    line.addFilter(u"type"_s, u"Only processes of this type (several times for more)."_s, u"type"_s);
    line.addFilter(u"status"_s, u"Only pending, or only running ones."_s, u"status"_s);
    line.addFilter(u"search"_s, u"Only those with this text in id, name, message or error."_s, u"text"_s);
    line.addValue(u"sort"_s, u"cpu (default), memory, progress or time."_s, u"key"_s, u"cpu"_s);
    line.addFlag(u"once"_s, u"Print the table once, and end."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto order = topOrderFrom(line.value(u"sort"_s));
    if (!order)
        return line.usageError(u"--sort must be cpu, memory, progress or time."_s);
    if (!line.arguments().isEmpty())
        return line.usageError(u"top takes no arguments; see --search."_s);
    auto filter = filterFrom(line);
    if (!filter)
        return reportProblem(filter.error());
    if (filter->statuses.isEmpty())
        filter->statuses = {ProcessStatus::Pending, ProcessStatus::Running};

    // Ask once by REST: that tells whether there is a server at all.
    ApiClient api(line.endpoint());
    const auto probe = waitFor<ProcessPage>(
        [&](const auto &done) { api.list(ProcessQuery{.filter = *filter, .limit = 1, .cursor = {}}, done); });
    if (!probe)
        return reportProblem(probe.error());
    const SystemClock clock;
    FeedClient feed(line.endpoint(), {.filter = *filter, .batch = refreshTime}, clock);
    if (line.isSet(u"once"_s) || !Terminal::isInteractive())
        return showOnce(feed, *order, clock);

    QString refusal;
    int exitCode = ExitCode::ok;
    {
        TopScreen screen(*order, clock);
        QObject::connect(&feed, &FeedClient::snapshotReceived, &screen, [&](const FeedSnapshot &snapshot) {
            screen.table.clear();
            for (const ProcessPtr &process : snapshot.processes)
                screen.table.put(process);
        });
        QObject::connect(&feed, &FeedClient::eventReceived, &screen,
                         [&](const Event &event) { screen.table.put(event.process); });
        QObject::connect(&feed, &FeedClient::processLeft, &screen,
                         [&](const FeedDeparture &departure) { screen.table.remove(departure.id); });
        QObject::connect(&feed, &FeedClient::estimateReceived, &screen,
                         [&](const ProcessId &id, const std::optional<Estimate> &estimate) {
                             screen.table.setEstimate(id, estimate, clock.wallMs());
                         });
        QObject::connect(&feed, &FeedClient::stateChanged, &screen, [&](const FeedState &state) {
            screen.setState(state);
            if (state.kind == FeedState::Kind::Refused) {
                refusal = state.problem;
                QCoreApplication::exit(ExitCode::refused);
            }
        });
        feed.open();
        exitCode = QCoreApplication::exec();
        feed.disconnect(&screen);
    }
    if (!refusal.isEmpty())
        Terminal::printError(refusal);
    return exitCode;
}

} // namespace Procession
