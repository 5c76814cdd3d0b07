// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pagedriver.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QWheelEvent>

#include <algorithm>
#include <cstdio>
#include <random>

namespace Procession::Bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

bool waitFor(const std::function<bool()> &holds, std::chrono::milliseconds patience)
{
    const QDeadlineTimer deadline(patience);
    while (!holds()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

PageDriver::PageDriver(Dashboard &dashboard, QQuickWindow &window)
    : m_dashboard(dashboard)
    , m_window(window)
{
}

void PageDriver::measure(const char *step, const std::function<void()> &act)
{
    waitFor([] { return false; }, 100ms); // what came before is over
    m_blocks.begin();
    const auto begin = std::chrono::steady_clock::now();
    act();
    waitFor([] { return false; }, 20ms);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%-44s %8.2f s   longest block %6.1f ms, its own %6.1f ms\n", step, seconds, m_blocks.longestMs(),
                m_blocks.longestOwnMs());
    std::fflush(stdout);
    m_longestMs = std::max(m_longestMs, m_blocks.longestMs());
    m_longestOwnMs = std::max(m_longestOwnMs, m_blocks.longestOwnMs());
}

/// Whether the lines are there.
bool PageDriver::settle()
{
    return waitFor([this] { return m_output->lineCount() > 0 && !m_output->isLoading(); }, 60s);
}

bool PageDriver::open(const QString &processId)
{
    if (!waitFor([&] { return m_dashboard.processes()->rowOf(processId) >= 0; }, 60s))
        return false;
    bool isOpen = false;
    measure("open the page", [&] {
        m_dashboard.selected()->setProcessId(processId);
        m_dashboard.openPage();
        isOpen = waitFor(
            [this] {
                m_output = m_window.findChild<OutputView *>(u"output"_s);
                return m_output && m_output->pages();
            },
            60s);
        isOpen = isOpen && settle();
    });
    return isOpen;
}

void PageDriver::follow(std::chrono::milliseconds length)
{
    measure("follow the end", [&] {
        const double before = m_output->length();
        m_output->setFollowing(true);
        waitFor([this] { return m_output->isComplete(); }, length);
        std::printf("  (%.0f MiB came)\n", (m_output->length() - before) / 1024 / 1024);
    });
}

bool PageDriver::waitForTheEnd(std::chrono::seconds patience)
{
    bool isOver = false;
    measure("follow it to its end", [&] {
        m_output->setFollowing(true);
        isOver = waitFor([this] { return m_output->isComplete(); }, patience);
    });
    std::printf("  (%.0f MiB, %.0f lines)\n", m_output->length() / 1024 / 1024, m_output->lineCount());
    return isOver;
}

void PageDriver::jump()
{
    measure("to the begin", [this] {
        m_output->goToBegin();
        settle();
    });
    measure("to the end", [this] {
        m_output->goToEnd();
        settle();
    });
    std::mt19937_64 random(1);
    measure("to 50 lines", [&] {
        for (int time = 0; time < 50; ++time) {
            m_output->goToLine(1 + static_cast<qint64>(random() % static_cast<quint64>(m_output->lineCount())));
            waitFor([] { return false; }, 1ms);
            settle();
        }
    });
    measure("drag the scroll bar through", [&] {
        for (int part = 0; part <= 200; ++part) {
            m_output->setScrollPosition(part / 200.0);
            waitFor([] { return false; }, 10ms);
        }
        settle();
    });
    measure("wrap long lines, show the times", [this] {
        m_output->setWrap(true);
        settle();
        m_output->setTimesShown(true);
        m_output->goToLine(static_cast<qint64>(m_output->lineCount() / 2));
        waitFor([] { return false; }, 100ms);
        settle();
        m_output->setWrap(false);
    });
    measure("to a moment", [this] {
        m_output->goToTime(m_dashboard.attempt()->begin() + 1000.0);
        waitFor([] { return false; }, 100ms);
        settle();
    });
}

void PageDriver::scroll()
{
    measure("turn the wheel 300 times", [this] {
        const QPointF at = m_output->mapToScene(QPointF(m_output->width() / 2, m_output->height() / 2));
        for (int turn = 0; turn < 300; ++turn) {
            QWheelEvent wheel(at, m_window.mapToGlobal(at), {}, {0, turn < 150 ? -360 : 360}, Qt::NoButton,
                              Qt::NoModifier, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(&m_window, &wheel);
            waitFor([] { return false; }, 10ms);
        }
    });
}

bool PageDriver::find(const QString &text, OutputSearch::State expected)
{
    m_output->goToBegin();
    m_output->setFindText(text);
    m_output->findNext();
    bool goesDown = true;
    // The list is scrolled while it is searched.
    const bool isOver = waitFor(
        [&] {
            m_output->setScrollPosition(m_output->scrollPosition() + (goesDown ? 0.001 : -0.001));
            goesDown = !goesDown;
            return m_output->findState() != OutputSearch::State::Searching;
        },
        300s);
    if (!isOver || m_output->findState() != expected)
        std::printf("  (the search ended otherwise than it should)\n");
    settle();
    return isOver;
}

void PageDriver::search(const QString &last)
{
    measure("find what is near the end", [&] { find(last, OutputSearch::State::Found); });
    measure("find what isn't there", [this] { find(u"no such words"_s, OutputSearch::State::NotFound); });
    measure("find a pattern that isn't there", [this] {
        m_output->setFindRegex(true);
        find(u"no such w[aeiou]rds"_s, OutputSearch::State::NotFound);
        m_output->setFindRegex(false);
    });
    m_output->setFindText({});
}

void PageDriver::interruptSearch()
{
    measure("type words, each search cut short by the next", [this] {
        m_output->goToBegin();
        for (int time = 0; time < 20; ++time) {
            m_output->setFindText(u"no such words %1"_s.arg(time));
            m_output->findNext();
            waitFor([] { return false; }, 50ms);
        }
        m_output->setFindText({});
    });
}

} // namespace Procession::Bench
