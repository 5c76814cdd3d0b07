// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentsource.h"

namespace Procession {

ExtractedDocuments::ExtractedDocuments(ExtractionOptions options)
    : m_options(std::move(options))
{
}

ExtractedDocuments::~ExtractedDocuments() = default;

void ExtractedDocuments::read(const QString &path, Done done)
{
    if (!m_running)
        m_running = std::make_unique<QObject>(); // in the training's thread, where this was not made
    auto *extraction = new DocumentExtraction(path, m_options, m_running.get());
    QObject::connect(extraction, &DocumentExtraction::complained, extraction,
                     [this, path](const QString &line) { complain(path, line); });
    QObject::connect(extraction, &DocumentExtraction::finished, extraction,
                     [extraction, done = std::move(done)](const Result<DocumentText> &result) {
                         extraction->deleteLater();
                         done(result);
                     });
    extraction->begin();
}

} // namespace Procession
