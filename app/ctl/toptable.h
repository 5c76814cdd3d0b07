// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "estimate.h"
#include "event.h"

#include <QStringList>

#include <map>
#include <optional>

namespace Procession {

/// The order of the rows of a TopTable; the greatest first.
enum class TopOrder : quint8 { Cpu, Memory, Progress, Time };
/// The order of that name: `cpu`, `memory`, `progress` or `time`.
std::optional<TopOrder> topOrderFrom(const QString &name);

/// The live processes, with what they use, as rows of text in which nothing acts.
///
/// One thread. Owner: the command.
class TopTable
{
public:
    void clear() { m_rows.clear(); }
    /// Takes a process as it stands; one that isn't live leaves the table.
    void put(const ProcessPtr &process);
    void remove(const ProcessId &id) { m_rows.erase(id); }
    /// Takes what the server says at `nowMs` about the end of a process in the table.
    void setEstimate(const ProcessId &id, const std::optional<Estimate> &estimate, qint64 nowMs);

    /// One line: how many processes, and what they use together.
    QString summary() const;
    /// A heading and the first `mostRows` processes, in lines of at most `width` columns (0: as long as they are); a last
    /// line says how many there are besides.
    QStringList lines(TopOrder order, qint64 nowMs, int width, qsizetype mostRows) const;

private:
    struct Row
    {
        ProcessPtr process;
        std::optional<Estimate> estimate{};
        qint64 estimatedAtMs = 0;
    };

    static QStringList cells(const Row &row, qint64 nowMs);

    std::map<ProcessId, Row> m_rows;
};

} // namespace Procession
