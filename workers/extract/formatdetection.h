// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentreader.h"

#include <memory>

namespace Procession {

/// The reader of this content. It is chosen by the content itself, and by the file's name only where a format has no
/// mark of its own (Markdown). Errors: `unsupported`; `encrypted`; `malformed` where the content is empty or a damaged
/// archive.
Result<std::unique_ptr<DocumentReader>> readerFor(const QByteArray &content, const QString &fileName);

/// Reads a document, also one that is packed with gzip, and finishes the sink.
Result<void> extractDocument(const QByteArray &content, const QString &fileName, DocumentSink &sink);

} // namespace Procession
