// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

// The verbs of `processionctl rag`. Each gets its arguments without the verb, and returns the exit code.

int ragAsk(const QStringList &arguments);
int ragList(const QStringList &arguments);
int ragShow(const QStringList &arguments);
int ragFiles(const QStringList &arguments);
int ragDelete(const QStringList &arguments);
int ragRename(const QStringList &arguments);

} // namespace Procession
