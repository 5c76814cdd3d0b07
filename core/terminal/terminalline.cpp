// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminalline.h"

#include <algorithm>

namespace Procession {

namespace {

/// How far into a run something is, `at` of `from`, counted in `to`. Only in a plain run do the two go together.
template <typename From, typename To>
To within(const TerminalRun &run, From at, From from, To to)
{
    switch (run.kind) {
    case TerminalRun::Kind::Plain:
        return static_cast<To>(at);
    case TerminalRun::Kind::Cluster:
        return at > 0 && at >= from ? to : To(0);
    case TerminalRun::Kind::Joined:
        break;
    }
    return static_cast<To>(static_cast<qint64>(at) * static_cast<qint64>(to) / std::max<qint64>(1, from));
}

} // namespace

int TerminalLine::columnAt(qsizetype index) const
{
    const auto behind = std::upper_bound(runs.begin(), runs.end(), index,
                                         [](qsizetype place, const TerminalRun &run) { return place < run.begin; });
    if (behind == runs.begin())
        return 0;
    const TerminalRun &run = *std::prev(behind);
    return run.column + within(run, std::clamp<qsizetype>(index - run.begin, 0, run.length), run.length, run.columns);
}

qsizetype TerminalLine::indexAt(int column) const
{
    const auto behind = std::upper_bound(runs.begin(), runs.end(), column,
                                         [](int place, const TerminalRun &run) { return place < run.column; });
    if (behind == runs.begin())
        return 0;
    const TerminalRun &run = *std::prev(behind);
    return run.begin + within(run, std::clamp(column - run.column, 0, run.columns), run.columns, run.length);
}

QString TerminalLine::textBetween(int fromColumn, int toColumn) const
{
    const qsizetype from = indexAt(fromColumn);
    return text.sliced(from, std::max<qsizetype>(0, indexAt(toColumn) - from));
}

void TerminalLine::append(const TerminalLine &other)
{
    for (TerminalRun run : other.runs) {
        run.begin += text.size();
        run.column += columns;
        runs.push_back(run);
    }
    text += other.text;
    columns += other.columns;
    cutBytes += other.cutBytes;
}

} // namespace Procession
