// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentreader.h"

namespace Procession {

/// Markdown (CommonMark), without its marks.
class MarkdownReader : public DocumentReader
{
public:
    QString format() const override { return QStringLiteral("markdown"); }
    Result<void> read(const QByteArray &content, DocumentSink &sink) override;
};

} // namespace Procession
