// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentsink.h"

namespace Procession {

/// Reads one format. A new format is a subclass of this and a line in formatdetection.cpp.
///
/// A reader may crash on a document, since it runs in a process of its own.
class DocumentReader
{
public:
    DocumentReader() = default;
    virtual ~DocumentReader() = default;
    Q_DISABLE_COPY_MOVE(DocumentReader)

    /// The format's name in DocumentText::format.
    virtual QString format() const = 0;
    /// Gives the content of the document to the sink. Errors: those of DocumentFailure, and those of the sink.
    virtual Result<void> read(const QByteArray &content, DocumentSink &sink) = 0;
};

} // namespace Procession
