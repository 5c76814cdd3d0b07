// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event.h"
#include "result.h"

namespace Procession {

class ActorTable;
class SqliteConnection;

/// The types that were registered, the policies that were set, and the pauses while a server ran, in the database file: each change
/// with its time, its actor and its reason. Threads: the connection's.
namespace SettingTable {

/// How many policies of a type are kept, the latest included, and as many pauses and ends of pauses.
inline constexpr int mostPolicies = 100;

/// A change of a setting.
struct Entry
{
    qint64 number = 0;              ///< grows from one to the next
    std::optional<qint64> timeMs{}; ///< wall time; empty where it wasn't kept, as in files of earlier versions
    Setting setting;
    Origin origin; ///< its actor is empty where that wasn't kept
};

/// The settings as they stand: each registered type, and the latest policy and pause of each type, in the order in which they came.
/// Errors: Io, also where the file is damaged.
Result<std::vector<Setting>> load(SqliteConnection &connection);
/// At most `limit` changes after the one of that number, oldest first. Errors: Io, also where the file is damaged.
Result<std::vector<Entry>> read(SqliteConnection &connection, qint64 after, qsizetype limit);
/// Writes the setting of `event`, and lets go of the oldest ones of its kind and type. An event without a number was lost, and
/// its time and its actor with it. Within a transaction of the caller. Errors: Io.
Result<void> write(SqliteConnection &connection, ActorTable &actors, const Event &event);

} // namespace SettingTable

} // namespace Procession
