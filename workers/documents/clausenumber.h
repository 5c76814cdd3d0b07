// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// The number of a clause with which a text begins. Plain data.
struct ClauseNumber
{
    QString text{}; ///< as one cites it, such as "3.2.1", "А.2" or "Статья 5"; empty where there is none
    int depth = 0;  ///< how many numbers it has; 1 for "Статья 5"
};

/// The clause that begins with `text`, such as 3.2.1 in "3.2.1. The concrete …" or "п. 3.2.1 Бетон". A number of one part
/// counts only in a heading: elsewhere it is one of a list. Pure; any thread.
ClauseNumber clauseNumber(QStringView text, bool isHeading);

} // namespace Procession
