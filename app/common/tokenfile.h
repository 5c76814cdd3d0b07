// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>
#include <QString>

namespace Procession {

/// Whether a token that somebody chose may be used, so that nobody guesses it. `source` is where it was found, such as
/// `PROCESSION_TOKEN`. The tokens that Procession makes have 64 characters. Errors: InvalidField with `source`; the
/// message describes a good token.
Result<void> checkToken(const QByteArray &token, const QString &source);

/// The file in the data folder that keeps the token, readable by its owner alone.
namespace TokenFile {

/// Where it stands in that data folder.
QString pathIn(const QString &dataDir);

/// The token in the file; where there is no file, a new token is made and stored first, with mode 0600.
///
/// As ssh does with a private key, the file is used only where nobody else can have read or written it: a regular
/// file and no link, owned by the user of this program, without rights for group and others, in a folder that not
/// everybody may write. Otherwise the file is left as it is and refused, since a token that others could read isn't secret
/// any more. Errors: Io, naming the file and the remedy; InvalidField where somebody wrote a token that checkToken()
/// refuses.
Result<QByteArray> loadOrCreate(const QString &path);

} // namespace TokenFile

} // namespace Procession
