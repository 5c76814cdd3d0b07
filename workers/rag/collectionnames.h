// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

namespace Procession {

/// The names of collections, and the folders that they lie in. A name is data: it never chooses a path. Pure; any thread.
namespace CollectionName {

inline constexpr qsizetype longest = 100; ///< in characters

/// The name as it is kept: composed, so that the same letters are the same name. Errors: InvalidField, about `field`.
Result<QString> checked(const QString &name, const QString &field);

/// The name of the folder of a collection: what it was always for a short name of a-z 0-9 _ -, otherwise a hash.
/// `name` is one that checked() gave.
QString folderOf(const QString &name);

} // namespace CollectionName

} // namespace Procession
