// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentextraction.h"

#include <functional>

namespace Procession {

/// Where a training gets the text of documents from.
///
/// Threads: the training's. Owner: the training.
class DocumentSource
{
public:
    DocumentSource() = default;
    /// Ends what is being read; nothing is told any more.
    virtual ~DocumentSource() = default;
    Q_DISABLE_COPY_MOVE(DocumentSource)

    using Done = std::function<void(const Result<DocumentText> &)>;
    /// Reads a document; `done` is told later, never from within. Several at a time.
    virtual void read(const QString &path, Done done) = 0;
    /// Another one than before means that a document which failed may be read now.
    virtual QByteArray capabilities() const { return {}; }
};

/// Each document in a child process of its own.
class ExtractedDocuments : public DocumentSource
{
public:
    explicit ExtractedDocuments(ExtractionOptions options);
    ~ExtractedDocuments() override;

    void read(const QString &path, Done done) override;
    QByteArray capabilities() const override { return DocumentExtraction::capabilities(m_options); }

private:
    const ExtractionOptions m_options;
    std::unique_ptr<QObject> m_running; // parent of what is being read
};

} // namespace Procession
