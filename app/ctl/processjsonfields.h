// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processstatus.h"

#include <QJsonObject>

#include <chrono>
#include <optional>

namespace Procession {

// Fields of a process as the server's JSON has it. Pure.

/// Nothing for a status of a newer server.
std::optional<ProcessStatus> statusOf(const QJsonObject &process);
bool isOver(const QJsonObject &process);
int attemptOf(const QJsonObject &process);
qint64 seqOf(const QJsonObject &process);
/// Of the member `retry`: how long the next attempt is waited for.
std::chrono::milliseconds delayOf(const QJsonObject &retry);

} // namespace Procession
