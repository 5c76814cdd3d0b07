// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertboard.h"
#include "result.h"

namespace Procession {

class SqliteConnection;

/// The rules of alerts in the database file, as they stand. Threads: the connection's.
namespace AlertRuleTable {

/// All of them, by name. One that can't be read, such as one with a time zone that this machine no longer knows, is left out
/// with a warning. Errors: Io.
Result<std::vector<AlertRulePtr>> load(SqliteConnection &connection);
/// Writes the rule, or lets go of it where it was removed. Within a transaction of the caller. Errors: Io.
Result<void> write(SqliteConnection &connection, const KeptAlertRule &rule);
/// Writes all of them in place of what is there. Within a transaction of the caller. Errors: Io.
Result<void> replace(SqliteConnection &connection, const AlertBoard &board);

} // namespace AlertRuleTable

} // namespace Procession
