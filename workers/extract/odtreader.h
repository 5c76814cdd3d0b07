// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentreader.h"

namespace Procession {

/// OpenDocument texts (ISO 26300). Pages are those that the last program to save it had laid out, where it said so.
class OdtReader : public DocumentReader
{
public:
    QString format() const override { return QStringLiteral("odt"); }
    Result<void> read(const QByteArray &content, DocumentSink &sink) override;
};

} // namespace Procession
