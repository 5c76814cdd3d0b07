// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

/// `processionctl run`: runs a command as a tracked process and exits as it does.
int runCommand(const QStringList &arguments);

} // namespace Procession
