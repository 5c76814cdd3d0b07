// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"

#include <QFile>

namespace Procession {

// What the subcommands have in common.

/// Prints what the server refused, or that it is away, and returns the exit code for it.
int reportProblem(const ApiReply &reply);

/// Opens a file of that name, which need not be UTF-8 (see ByteText). `file` says why where it can't.
bool openByName(QFile &file, const QString &path, QIODevice::OpenMode mode);

/// Prints JSON, indented or as one line; no character in it steers the terminal.
void printJson(const QJsonObject &object);
void printJsonLine(const QJsonObject &object);

} // namespace Procession
