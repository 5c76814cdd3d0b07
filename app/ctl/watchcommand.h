// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

/// `processionctl watch`: a table that redraws itself on a terminal, a line for each change in a pipe.
int watchCommand(const QStringList &arguments);

} // namespace Procession
