// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "blockmeter.h"
#include "dashboard.h"
#include "outputview.h"

#include <QQuickWindow>

#include <functional>

namespace Procession::Bench {

/// Does with the page of a process what a user does, and prints what each step cost the GUI's thread.
///
/// Threads: the GUI's. Owner: main(); its parts must outlive it.
class PageDriver
{
public:
    PageDriver(Dashboard &dashboard, QQuickWindow &window);

    /// Opens the page; false where the process doesn't come within a minute.
    bool open(const QString &processId);
    /// Follows the end for that long, or until the attempt is over.
    void follow(std::chrono::milliseconds length);
    /// Waits for the end of the attempt, following.
    bool waitForTheEnd(std::chrono::seconds patience);
    /// Goes to the begin, the end, and to lines in between.
    void jump();
    /// Turns the wheel, page after page.
    void scroll();
    /// Finds what is near the end, and what isn't there; scrolls meanwhile.
    void search(const QString &last);
    /// The same of a search that isn't waited for.
    void interruptSearch();

    double longestMs() const { return m_longestMs; }
    double longestOwnMs() const { return m_longestOwnMs; }

private:
    void measure(const char *step, const std::function<void()> &act);
    bool settle();
    bool find(const QString &text, OutputSearch::State expected);

    Dashboard &m_dashboard;
    QQuickWindow &m_window;
    OutputView *m_output = nullptr;
    BlockMeter m_blocks;
    double m_longestMs = 0;
    double m_longestOwnMs = 0;
};

/// Goes round the event loop until that holds; false where it doesn't in time.
bool waitFor(const std::function<bool()> &holds, std::chrono::milliseconds patience);

} // namespace Procession::Bench
