// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentreader.h"

namespace Procession {

/// HTML, also where it is invalid: the text that people see, without scripts and styles.
class HtmlReader : public DocumentReader
{
public:
    QString format() const override { return QStringLiteral("html"); }
    Result<void> read(const QByteArray &content, DocumentSink &sink) override;
};

} // namespace Procession
