// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentsink.h"

namespace Procession {

/// Reads one format. A new one is a subclass of this and a line in formatdetection.cpp.
///
/// It may crash on what it reads: it runs in a process of its own.
class DocumentReader
{
public:
    DocumentReader() = default;
    virtual ~DocumentReader() = default;
    Q_DISABLE_COPY_MOVE(DocumentReader)

    /// As it stands in DocumentText::format.
    virtual QString format() const = 0;
    /// Gives the sink what the document has. Errors: of DocumentFailure; those of the sink are passed on.
    virtual Result<void> read(const QByteArray &content, DocumentSink &sink) = 0;
};

} // namespace Procession
