// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>

namespace Procession {

/// Where a secret is: in a file, or in a variable of this program's environment. Never the secret itself. Plain data.
struct SecretSource
{
    QString file{};     ///< an absolute path; empty for none
    QString variable{}; ///< the variable's name; empty for none

    bool isSet() const { return !file.isEmpty() || !variable.isEmpty(); }
    friend bool operator==(const SecretSource &a, const SecretSource &b) = default;
};

/// The secret, without line ends after it. It is read anew for each message, so that a file may be changed at any time.
/// Errors: Io where it can't be read, or is empty, longer than 64 KiB or has a control character in it. Any thread.
Result<QByteArray> readSecret(const SecretSource &source);

} // namespace Procession
