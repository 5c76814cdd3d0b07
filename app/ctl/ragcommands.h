// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Procession {

/// `processionctl rag train FOLDER` and `rag ask QUESTION`.
int ragCommand(const QStringList &arguments);

} // namespace Procession
