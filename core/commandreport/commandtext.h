// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QString>

#include <optional>

namespace Procession {

/// How much of a command's line others are told.
enum class CommandLineDetail : quint8 {
    Full,   ///< the line as it is
    Masked, ///< the line, with `***` for what looks like a secret
    Off,    ///< the program's name
};

/// `full`, `masked` or `off`.
std::optional<CommandLineDetail> commandLineDetailFrom(const QString &name);

/// The command as others are told of it, in at most 1,000 characters. Pure.
///
/// Masked are: values of options, variables, headers and query parameters whose name speaks of a secret (password,
/// token, key, authorization and the like), passwords in `user:password@host`, the short options by which known tools
/// take a password, tokens of known forms, and long runs of hexadecimal or Base64 digits. Too much is masked rather than
/// too little. Masking can miss a secret; CommandLineDetail::Off tells none.
QString toldCommand(const QByteArrayList &command, CommandLineDetail detail);

/// At most that many characters; a text that is cut ends in `…`. Never half a character.
QString shortened(const QString &text, qsizetype maxLength);

} // namespace Procession
