// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expectation.h"
#include "result.h"

namespace Procession {

class SqliteConnection;

/// The expectations in the database file, as they stand. Threads: the connection's.
namespace ExpectationTable {

/// All of them. Errors: Io, also where the file is damaged.
Result<std::vector<ExpectationPtr>> load(SqliteConnection &connection);
/// Writes the expectation, or lets go of it where it was removed. Within a transaction of the caller. Errors: Io.
Result<void> write(SqliteConnection &connection, const Expectation &expectation);
/// Writes all of them in place of what is there. Within a transaction of the caller. Errors: Io.
Result<void> replace(SqliteConnection &connection, const std::vector<ExpectationPtr> &expectations);

} // namespace ExpectationTable

} // namespace Procession
