// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

#include <QSqlQuery>
#include <QString>

namespace Procession {

/// How a process lies in a table: a column for each field, so that people can ask the file with SQL. Pure.
namespace ProcessRow {

/// The columns as a table is created with them; `created_seq` is not the key here.
QString definition();
/// Their names, separated by commas, and as many question marks.
QString names();
QString placeholders();
/// `name = excluded.name` for each, for an upsert.
QString assignments();
int columnCount();

/// Binds every column in turn, from position `at` on.
void bind(QSqlQuery &query, int at, const Process &process);
/// Reads the row at hand, whose columns begin at `at`. Nothing where a value can't be: the file was tampered with.
std::optional<Process> read(const QSqlQuery &query, int at);

} // namespace ProcessRow

} // namespace Procession
