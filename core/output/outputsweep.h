// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputstoreprivate.h"

#include <functional>
#include <stop_token>

namespace Procession {

/// Counts what is on the disk, and removes what may go: see OutputStore::sweep(). On the thread in the background.
void sweepOutput(OutputStorePrivate &store, const std::function<OutputStore::Keep(quint64)> &keep,
                 const std::stop_token &stop);

} // namespace Procession
