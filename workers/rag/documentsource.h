// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentextraction.h"

#include <functional>

namespace Procession {

/// Reads the documents of a training.
///
/// Threads: the training's. Owner: the training.
class DocumentSource
{
public:
    DocumentSource() = default;
    /// Ends all reading; no `done` is called any more.
    virtual ~DocumentSource() = default;
    Q_DISABLE_COPY_MOVE(DocumentSource)

    using Done = std::function<void(const Result<DocumentText> &)>;
    /// Reads a document; `done` is called later, never from within. Several may be read at a time.
    virtual void read(const QString &path, Done done) = 0;
    /// A document that failed may be readable once this has changed: see DocumentExtraction::capabilities().
    virtual QByteArray capabilities() const { return {}; }

    /// Called with what the reader of a document complains of, a line at a time, before `done`.
    using Complained = std::function<void(const QString &path, const QString &line)>;
    void setComplained(Complained complained) { m_complained = std::move(complained); }

protected:
    void complain(const QString &path, const QString &line) const
    {
        if (m_complained)
            m_complained(path, line);
    }

private:
    Complained m_complained;
};

/// Reads each document in a child process of its own.
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
