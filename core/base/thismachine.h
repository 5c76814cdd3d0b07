// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// Whether a host, as a URL names it, is this machine: `localhost` or a loopback address. A secret that is sent there
/// stays here. Other names aren't looked up. Pure; any thread.
bool isThisMachine(const QString &host);

} // namespace Procession
