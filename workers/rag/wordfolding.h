// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "textwords.h"

namespace Procession {

/// The text without case and compatibility forms, composed, without soft hyphens and their like (NFKC_Casefold of the
/// Unicode standard). A raised digit after a digit is a note's, and no longer touches the digit. Pure; any thread.
QString foldText(QStringView text);

/// Folds what depends on the script of a word of such a text, and tells the script. Pure; any thread.
TextWord::Script foldWord(QString &word);

/// The end of the run of letters in scripts without spaces that begins there; `begin` where none does. Pure; any thread.
qsizetype unspacedRun(QStringView text, qsizetype begin);

/// A word of Latin or Greek letters without its marks: "resume" of "résumé". Pure; any thread.
QString withoutMarks(const QString &word);

} // namespace Procession
