// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"
#include "sqlitestatement.h"

namespace Procession {

/// A process as a row of a table: a column for each field, so that people can ask the file with SQL. Pure.
///
/// First come the fixed columns, which the start of a process sets, then those that its events change.
namespace ProcessRow {

/// The columns as a table is created with them; `created_seq` is not the key here.
QString definition();
/// Their names, separated by commas, and as many question marks.
QString names();
QString placeholders();
/// `name = excluded.name` for each, for an upsert.
QString assignments();
/// `name = ?` for each that events change, for an update.
QString changes();
/// How many columns changes() names.
int changeCount();

/// The same of those that most reports change and nothing else.
QString reportChanges();
int reportChangeCount();
/// Whether the process differs from what it was before in those columns only.
bool isReport(const Process &before, const Process &process);

/// Binds every column in turn, from parameter `at` on; the process must stay until the statement has run.
void bind(SqliteStatement &statement, int at, const Process &process);
/// The same for the columns that changes() names.
void bindChanges(SqliteStatement &statement, int at, const Process &process);
/// The same for those that reportChanges() names.
void bindReport(SqliteStatement &statement, int at, const Process &process);
/// Reads the row at hand, whose columns begin at `at`. Nothing where a value can't be: the file was tampered with.
std::optional<Process> read(const SqliteStatement &statement, int at);

} // namespace ProcessRow

} // namespace Procession
