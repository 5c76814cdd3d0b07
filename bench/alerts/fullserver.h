// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace Procession::Bench {

/// The names of what fillFolder() makes, of which a rule may be about some.
std::string pastName(int number);

/// Settings with so many rules of alerts, of all conditions: one in three is about everything, one about the names of the
/// history, one about names that there aren't. Nothing that a benchmark does meets one of them for long enough to be told.
std::string manyRules(int count);

/// Makes a data folder as it is after a long time: a history of so many processes (four events each), and summaries of a
/// year of so many runs. Throws where it can't.
void fillFolder(const std::string &folder, int processes, int runs);

} // namespace Procession::Bench
