// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// The text in one form for all formats, so that the same word is always the same characters: Unicode's form C, letters
/// in place of ligatures, no soft hyphens or invisible marks, spaces in place of control characters. Pure.
QString cleaned(const QString &text);

} // namespace Procession
