// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

namespace Procession {

/// Why a document could not be read: the `field` of the Error, for programs. The message is for people.
namespace DocumentFailure {
using namespace Qt::StringLiterals;
inline constexpr auto unreadable = "unreadable"_L1;   ///< absent, no permission, no regular file, not allowed
inline constexpr auto unsupported = "unsupported"_L1; ///< no format that is known
inline constexpr auto encrypted = "encrypted"_L1;     ///< it wants a password
inline constexpr auto malformed = "malformed"_L1;     ///< not what it says it is
inline constexpr auto tooLarge = "too_large"_L1;      ///< it, or what it unfolds to, is beyond a limit
inline constexpr auto noText = "no_text"_L1;          ///< it has no text, as a scan; letters aren't recognised
inline constexpr auto crashed = "crashed"_L1;         ///< a library crashed on it
inline constexpr auto broken = "broken"_L1;           ///< the extractor can't be run; not the document's fault
} // namespace DocumentFailure

/// An Error for that reason.
inline Error documentError(const QString &reason, const QString &message)
{
    return {reason == DocumentFailure::tooLarge                                              ? ErrorCode::TooLarge
                : reason == DocumentFailure::unreadable || reason == DocumentFailure::broken ? ErrorCode::Io
                                                                                             : ErrorCode::InvalidField,
            message, reason};
}

} // namespace Procession
