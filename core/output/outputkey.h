// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

namespace Procession {

/// Names the output of one attempt, and its folder.
///
/// It is made of numbers that the server gave and of a hash: no text of a client becomes a path. The hash tells a process
/// from another one of the same number, after a store was replaced by an older one.
struct OutputKey
{
    quint64 createdSeq = 0; ///< of the process
    quint64 digest = 0;     ///< of its id and of the time of its creation
    int attempt = 1;        ///< from 1

    /// That of the process's current attempt.
    static OutputKey of(const Process &process) { return of(process, process.attempt); }
    /// That of the given attempt, which may be an earlier one; it isn't checked.
    static OutputKey of(const Process &process, int attempt);

    /// The folder of the process, such as `1f4-8d3fe21c09ab7742`.
    QByteArray processFolder() const;
    /// The folder of the attempt in it, such as `2`.
    QByteArray attemptFolder() const;
    /// The process that has such a folder, as attempt 0; nothing where the name is none of ours.
    static std::optional<OutputKey> fromProcessFolder(QByteArrayView name);

    friend bool operator==(const OutputKey &a, const OutputKey &b) = default;
    friend size_t qHash(const OutputKey &key, size_t seed = 0) noexcept
    {
        return qHashMulti(seed, key.createdSeq, key.digest, key.attempt);
    }
};

} // namespace Procession
