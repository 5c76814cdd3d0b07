// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actortable.h"
#include "history.h"

namespace Procession::EventRow {

/// The columns of `events` that an event is read from, with those of its origin: the statement joins OriginReader::joined.
QString columns();
/// The event that these columns hold, from `first` on.
HistoryEvent read(const SqliteStatement &row, int first, OriginReader &origins);

} // namespace Procession::EventRow
