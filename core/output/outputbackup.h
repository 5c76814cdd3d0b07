// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QString>

#include <functional>

namespace Procession {

/// Copies the outputs of a store to a new folder, from which a store may begin: for its owner alone, and on the disk
/// once this returns. The store may go on meanwhile, also in another program: what it had confirmed of an output before
/// the call is in the copy, unless it was cut or removed meanwhile; of what comes during it a beginning may be; what was
/// half-written isn't.
///
/// `wanted` is asked for each process that has output, by the number of its first event. Where there is no folder `from`,
/// nothing is made. Any thread; takes as long as the disk does. Errors: Io, also where `to` is there already; half a copy
/// is removed again.
Result<void> backUpOutput(const QString &from, const QString &to,
                          const std::function<bool(quint64 createdSeq)> &wanted);

} // namespace Procession
