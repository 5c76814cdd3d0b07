// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonreader.h"
#include "ragoptions.h"

namespace Procession {

/// Names of collections, and where collections lie. Pure; any thread.
namespace RagCollection {

/// The folder of a collection; `name` is valid.
QString folderOf(const RagOptions &options, const QString &name);
/// The field `collection` of a request: 1 to 64 characters of a-z 0-9 _ -; `default` where it is absent.
/// Errors: InvalidField, in the reader.
QString readName(JsonReader &reader);

} // namespace RagCollection

} // namespace Procession
