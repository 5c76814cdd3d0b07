// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace Procession {

/// Whether the whole text fits the pattern: `*` is any number of characters, `?` is one. Letters must have their case.
/// Any thread.
bool matchesPattern(QStringView pattern, QStringView text);

} // namespace Procession
