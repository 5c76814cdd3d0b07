// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentreader.h"

namespace Procession {

/// PDF, page by page. Headings come from the outline; without one, from lines in a larger type.
class PdfReader : public DocumentReader
{
public:
    QString format() const override { return QStringLiteral("pdf"); }
    Result<void> read(const QByteArray &content, DocumentSink &sink) override;
};

} // namespace Procession
