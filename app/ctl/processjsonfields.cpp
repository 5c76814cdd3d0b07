// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processjsonfields.h"

namespace Procession {

using namespace Qt::StringLiterals;

std::optional<ProcessStatus> statusOf(const QJsonObject &process)
{
    return statusFromString(process.value("status"_L1).toString());
}

bool isOver(const QJsonObject &process)
{
    const auto status = statusOf(process);
    return status && isTerminal(*status);
}

int attemptOf(const QJsonObject &process)
{
    return process.value("attempt"_L1).toInt(1);
}

qint64 seqOf(const QJsonObject &process)
{
    return process.value("seq"_L1).toInteger();
}

std::chrono::milliseconds delayOf(const QJsonObject &retry)
{
    return std::chrono::milliseconds(static_cast<qint64>(retry.value("delay"_L1).toDouble() * 1000.0));
}

} // namespace Procession
