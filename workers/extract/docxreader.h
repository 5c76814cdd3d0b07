// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentreader.h"

namespace Procession {

/// Word documents since 2007 (ECMA-376). Pages are those that the last program to save it had rendered.
class DocxReader : public DocumentReader
{
public:
    QString format() const override { return QStringLiteral("docx"); }
    Result<void> read(const QByteArray &content, DocumentSink &sink) override;
};

} // namespace Procession
