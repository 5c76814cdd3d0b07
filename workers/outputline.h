// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Procession {

/// The text as a line of an attempt's output, with its newline. Names of files and words of others in it are data: they
/// can neither begin another line nor steer a terminal. A longer one than 2,000 characters is cut. Pure; any thread.
QByteArray outputLine(const QString &text);

} // namespace Procession
