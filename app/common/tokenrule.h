// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>

namespace Procession {

/// The rule for tokens, so that nobody guesses one. The tokens that Procession makes have 64 characters.
namespace TokenRule {

inline constexpr qsizetype minLength = 16;
/// A head of a request may have 16 KiB unless configured, and the token stands in one.
inline constexpr qsizetype maxLength = 4096;

/// Whether a token that somebody chose may be used. `source` is where it was found, such as `PROCESSION_TOKEN`.
/// Errors: InvalidField with `source`; the message describes a good token.
Result<void> check(const QByteArray &token, const QString &source);

} // namespace TokenRule

} // namespace Procession
