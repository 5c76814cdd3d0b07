// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentreader.h"

namespace Procession {

/// Rich Text Format (1.9.1): text in any code page and in Unicode, lists with their numbers, tables row by row,
/// headings by style or outline level. Hidden and deleted text is left out; headers and footers stand once, at the end.
class RtfReader : public DocumentReader
{
public:
    QString format() const override { return QStringLiteral("rtf"); }
    Result<void> read(const QByteArray &content, DocumentSink &sink) override;
};

} // namespace Procession
