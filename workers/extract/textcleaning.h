// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// The text as it is kept, whatever format it was in, so that the same word is always the same characters: in Unicode's
/// form C, ligatures as letters, without soft hyphens and marks that nobody sees, spaces in place of controls. Pure.
QString cleaned(const QString &text);

} // namespace Procession
