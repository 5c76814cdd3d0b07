// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonwriter.h"
#include "roomstate.h"

/// The JSON form of a server's room, as the API sends it. Any thread.
namespace Procession {

/// Writes the member `queue` of a process.
void writeQueuePlace(ObjectWriter &process, const QueuePlace &place);
/// Writes the members `queues`, `limits` and `paused`.
void writeRoomState(ObjectWriter &object, const RoomState &state);

} // namespace Procession
