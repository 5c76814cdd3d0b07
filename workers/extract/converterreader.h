// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "converters.h"
#include "documentreader.h"

namespace Procession {

/// Formats that another program turns into text, where it is installed. It reads the file itself, from standard input
/// of this process, and lives within the same limits.
class ConverterReader : public DocumentReader
{
public:
    /// The first one that is installed is used.
    ConverterReader(QString format, QList<Converter> converters);

    QString format() const override { return m_format; }
    Result<void> read(const QByteArray &content, DocumentSink &sink) override;

private:
    const QString m_format;
    const QList<Converter> m_converters;
};

} // namespace Procession
