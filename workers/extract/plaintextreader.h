// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentreader.h"

namespace Procession {

/// Plain text in any usual encoding. A form feed ends a page.
class PlainTextReader : public DocumentReader
{
public:
    QString format() const override { return QStringLiteral("text"); }
    Result<void> read(const QByteArray &content, DocumentSink &sink) override;
};

} // namespace Procession
