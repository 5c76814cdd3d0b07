// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// Whether a word, as TextWords gives it, says so little in that language (ISO 639-1) that looking for it is of no use.
/// A language without a list has none. Pure; any thread.
bool isStopWord(const QString &word, const QString &language);

} // namespace Procession
