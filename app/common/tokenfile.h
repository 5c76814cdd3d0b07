// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>
#include <QString>

namespace Procession {

/// The file in the data folder that keeps the token, readable by its owner alone.
namespace TokenFile {

/// Where it stands in that data folder.
QString pathIn(const QString &dataDir);

/// The token in the file; where there is no file, a new token is made and stored first, with mode 0600. A file
/// that others can read is closed to them. Errors: Io, naming the file.
Result<QByteArray> loadOrCreate(const QString &path);

} // namespace TokenFile

} // namespace Procession
