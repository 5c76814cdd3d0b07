// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "toptable.h"

#include "durationtext.h"
#include "processtext.h"
#include "sizetext.h"
#include "terminal.h"

#include <algorithm>
#include <limits>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString none()
{
    return u"-"_s;
}

QString percentText(std::optional<double> percent)
{
    return percent ? u"%1%"_s.arg(*percent, 0, 'f', *percent < 10 ? 1 : 0) : none();
}

qint64 elapsedMs(const Process &process, qint64 nowMs)
{
    return process.startedAt ? std::max<qint64>(0, nowMs - *process.startedAt) : -1;
}

/// The greater, the further up; what isn't known comes last.
double weight(const Process &process, TopOrder order, qint64 nowMs)
{
    constexpr double unknown = std::numeric_limits<double>::lowest();
    const Resources *used = resourcesOf(process);
    switch (order) {
    case TopOrder::Cpu:
        return used && used->cpuPercent ? *used->cpuPercent : unknown;
    case TopOrder::Memory:
        return used && used->memory ? static_cast<double>(*used->memory) : unknown;
    case TopOrder::Progress:
        return process.progress ? *process.progress : unknown;
    case TopOrder::Time:
        return static_cast<double>(elapsedMs(process, nowMs));
    }
    Q_UNREACHABLE();
}

} // namespace

std::optional<TopOrder> topOrderFrom(const QString &name)
{
    if (name == "cpu"_L1)
        return TopOrder::Cpu;
    if (name == "memory"_L1)
        return TopOrder::Memory;
    if (name == "progress"_L1)
        return TopOrder::Progress;
    return name == "time"_L1 ? std::optional(TopOrder::Time) : std::nullopt;
}

void TopTable::put(const ProcessPtr &process)
{
    const ProcessStatus status = (*process)->status;
    if (status == ProcessStatus::Running || status == ProcessStatus::Pending)
        m_rows[(*process)->id].process = process;
    else
        m_rows.erase((*process)->id);
}

void TopTable::setEstimate(const ProcessId &id, const std::optional<Estimate> &estimate, qint64 nowMs)
{
    const auto row = m_rows.find(id);
    if (row == m_rows.end())
        return;
    row->second.estimate = estimate;
    row->second.estimatedAtMs = nowMs;
}

QString TopTable::summary() const
{
    qsizetype running = 0;
    double cpu = 0;
    qint64 memory = 0;
    for (const auto &[id, row] : m_rows) {
        running += (*row.process)->status == ProcessStatus::Running ? 1 : 0;
        if (const Resources *used = resourcesOf(**row.process)) {
            cpu += used->cpuPercent.value_or(0);
            memory += used->memory.value_or(0);
        }
    }
    return u"%1 running, %2 pending, CPU %3, memory %4"_s.arg(running)
        .arg(static_cast<qsizetype>(m_rows.size()) - running)
        .arg(percentText(cpu), sizeText(memory));
}

QStringList TopTable::lines(TopOrder order, qint64 nowMs, int width, qsizetype mostRows) const
{
    std::vector<std::pair<double, const Row *>> rows;
    rows.reserve(m_rows.size());
    for (const auto &[id, row] : m_rows)
        rows.emplace_back(weight(**row.process, order, nowMs), &row);
    const auto shown = std::min(rows.size(), static_cast<size_t>(std::max<qsizetype>(0, mostRows)));
    std::partial_sort(
        rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(shown), rows.end(), [](const auto &a, const auto &b) {
            return a.first != b.first ? a.first > b.first : (*a.second->process)->id < (*b.second->process)->id;
        });
    QList<QStringList> table{
        {u"ID"_s, u"STATUS"_s, u"CPU"_s, u"MEMORY"_s, u"PROCS"_s, u"PROGRESS"_s, u"LEFT"_s, u"ELAPSED"_s, u"NAME"_s}};
    for (size_t i = 0; i < shown; ++i)
        table.append(cells(*rows[i].second, nowMs));
    QStringList lines = Terminal::table(table, width).split(u'\n', Qt::SkipEmptyParts);
    if (shown < rows.size())
        lines.append(u"… and %1 more"_s.arg(rows.size() - shown));
    if (width > 0) {
        for (QString &line : lines)
            line = Terminal::fitted(line, width); // columns are never narrower than a few letters
    }
    return lines;
}

QStringList TopTable::cells(const Row &row, qint64 nowMs)
{
    const Process &process = **row.process;
    const Resources *used = resourcesOf(process);
    const qint64 elapsed = elapsedMs(process, nowMs);
    return {process.id.toString(),
            wireName(process.status),
            percentText(used ? std::optional<double>(used->cpuPercent) : std::nullopt),
            used && used->memory ? sizeText(*used->memory) : none(),
            used && used->processes ? QString::number(*used->processes) : none(),
            percentText(process.progress),
            leftText(row.estimate, nowMs - row.estimatedAtMs),
            elapsed < 0 ? none() : durationText(elapsed),
            PlainText::line(process.name)};
}

} // namespace Procession
