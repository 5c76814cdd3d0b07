// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentextraction.h"
#include "textmeasures.h"

#include <QHash>

#include <functional>
#include <optional>

namespace Procession {

/// Takes the content of a document from a reader, page by page, and prints it for the parent process: one JSON object a
/// line, `{"text", "pages", "confidence"}` for a page, `{"heading", "level", "page", "offset"}` for a heading,
/// `{"table", "page", "offset", "end_page", "end_offset"}` for the rows of a table, whose heads are its text, and `{"format", "language", "words", "without_text"}` at the end. It keeps no text, and refuses more than the limits
/// allow.
class DocumentSink
{
public:
    using Output = std::function<void(const QByteArray &line)>;

    DocumentSink(Output output, const ExtractionLimits &limits);

    const ExtractionLimits &limits() const { return m_limits; }
    /// How many pages there are, if that is known before they are read. Errors: `too_large`.
    Result<void> expectPages(qsizetype pages);
    /// The text of the next page; where it was recognised in an image, with how sure that is, in percent. Errors:
    /// `too_large`.
    Result<void> addPage(const QString &text, std::optional<int> confidence = {});
    /// A heading on a page that was added. Headings beyond the first 5,000 are left out.
    void addHeading(const Heading &heading);
    /// A table whose pages were added. Those beyond the first 2,000 are left out.
    void addTable(const Table &table);
    /// The page that was added last has no text, though its format has pages of text: it is an image. `why` says why it
    /// wasn't recognised, as the end of a sentence; empty where there is nothing in it.
    void notePageWithoutText(const QString &why)
    {
        ++m_pagesWithoutText;
        m_whyWithoutText = why;
    }
    int pagesWithoutText() const { return m_pagesWithoutText; }
    const QString &whyWithoutText() const { return m_whyWithoutText; }
    int pageCount() const { return m_pages; }
    /// Whether any page has a visible character.
    bool hasText() const { return m_hasText; }

    /// Ends the document.
    void finish(const QString &format);

private:
    void write(const QJsonObject &message);
    qint64 offsetIn(int page, qint64 offset) const;

    const Output m_output;
    const ExtractionLimits m_limits;
    int m_expected = 0;
    int m_pages = 0;
    int m_headings = 0;
    int m_tables = 0;
    qint64 m_textBytes = 0;
    qint64 m_words = 0;
    bool m_hasText = false;
    int m_pagesWithoutText = 0;
    QString m_whyWithoutText;
    QHash<int, QString> m_originals; // of the pages in which cleaning has moved characters
    QString m_sample;                // what the language is told from
};

} // namespace Procession
