// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentsink.h"

namespace Procession {

/// Reads a document of any known format, also one that is packed with gzip, and finishes the sink. Errors: those of the
/// format's reader; `unsupported`; `encrypted`; `malformed` where the content is empty or a damaged archive; `no_text`.
Result<void> extractDocument(const QByteArray &content, const QString &fileName, DocumentSink &sink);

/// Adds the pages of a document that another one holds, and doesn't finish the sink. What it holds itself is left out.
/// Errors: as above.
Result<void> readAttachment(const QByteArray &content, const QString &fileName, DocumentSink &sink);

} // namespace Procession
