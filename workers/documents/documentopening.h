// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"
#include "documentfolders.h"

#include <sys/types.h>

namespace Procession {

/// Opens a document for reading. The file is checked again once it is open, since a path may come to mean another file
/// in between. Any thread. Errors: `unreadable` where it is no regular file, or lies in none of the folders;
/// `too_large`.
Result<Descriptor> openDocument(const QString &path, const DocumentFolders &allowed, qint64 maxBytes);

/// Makes a child process ready to become the extractor, with the document as its standard input. Runs between fork and
/// exec, so that it calls only what is async-signal-safe. The child dies with `parent`.
void becomeExtractor(pid_t parent, int document);

} // namespace Procession
