// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

/// `processionctl document FILE`: reads a document on this machine, or has the server read one of its own.
int documentCommand(const QStringList &arguments);

} // namespace Procession
