// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentoptions.h"
#include "worker.h"

namespace Procession {

/// Reads one document and reports what it has, page by page. Keeps of its text only the beginning.
class DocumentJob : public Job
{
    Q_OBJECT

public:
    DocumentJob(const QString &path, const DocumentOptions &options);

    void begin() override { m_extraction.begin(); }

private:
    void tellProgress(int pagesDone, int pages);
    void tellEnd(const Result<DocumentText> &result);

    DocumentExtraction m_extraction;
    QString m_beginning;
};

} // namespace Procession
