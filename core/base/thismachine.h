// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Procession {

/// Whether a host, as a URL names it, is this machine: `localhost` or a loopback address. A secret that is sent there
/// stays here. Other names aren't looked up. Pure; any thread.
bool isThisMachine(const QString &host);

/// Names the time from one start of this machine to the next, in which its steady clock goes on whatever program reads it.
/// Empty where the system doesn't say. Any thread.
QByteArray bootId();

} // namespace Procession
