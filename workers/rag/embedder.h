// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QStringList>

#include <vector>

namespace Procession {

using Vector = std::vector<float>;

/// Makes a vector of a text, so that texts on the same matter lie near each other.
///
/// Threads: any, several at once. Owner: a training, or RagSearch.
class Embedder
{
public:
    Embedder() = default;
    virtual ~Embedder() = default;
    Q_DISABLE_COPY_MOVE(Embedder)

    /// A vector of length 1 for each text; an empty one for a text that says nothing. May take long.
    /// Errors: Io.
    virtual Result<std::vector<Vector>> embed(const QStringList &texts) const = 0;
};

/// Scales the vector to length 1; a vector of length 0 becomes empty.
void normalize(Vector &vector);

/// A vector as it is kept in a database, and back.
QByteArray bytesOf(const Vector &vector);
Vector vectorFrom(const QByteArray &bytes);

} // namespace Procession
