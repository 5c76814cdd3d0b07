// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>

#include <algorithm>

namespace Procession {

/// A heading of a document, and where it stands.
struct Heading
{
    int level = 1; ///< 1 to 6
    QString text;
    int page = 1;         ///< from 1
    qsizetype offset = 0; ///< of its first character in the page's text

    friend bool operator==(const Heading &a, const Heading &b) = default;
};

/// The rows of a table, without its heads. Plain data.
struct Table
{
    QString head;         ///< the rows that tell what stands in its columns
    int page = 1;         ///< from 1
    qsizetype offset = 0; ///< of the first character of its rows in the page's text
    int endPage = 1;      ///< where they end
    qsizetype endOffset = 0;

    friend bool operator==(const Table &a, const Table &b) = default;
};

/// What was read of a document. Plain data.
///
/// The text of a page has no control characters but line breaks and tabs. A format that knows no pages is cut into
/// some of a few thousand characters, at the ends of paragraphs, so that a page can be cited.
struct DocumentText
{
    QString format; ///< "pdf", "docx", "xlsx" and so on; docs/documents.md has all of them
    int pageCount = 0;
    QStringList pages; ///< the text of each; empty where it wasn't to be kept
    QString beginning; ///< the first 2,000 characters, also where the pages weren't to be kept
    QString language;  ///< ISO 639-1, such as "en"; empty where it is uncertain
    QList<Heading> headings;
    QList<Table> tables; ///< those that have heads, in their order
    qint64 words = 0;
    int pagesWithoutText = 0; ///< of a format that has pages of text; they are images, or blank
    QString whyWithoutText;   ///< why images of text weren't read, as the end of a sentence; empty where they were
    QList<int> confidences; ///< of each page: how sure the recognition of its text is, in percent; -1 where it was text

    int recognizedPages() const
    {
        return static_cast<int>(std::count_if(confidences.begin(), confidences.end(), [](int c) { return c >= 0; }));
    }
    /// Of the pages that were recognised, in percent; 0 where none was.
    int meanConfidence() const
    {
        int sum = 0;
        for (const int confidence : confidences)
            sum += std::max(confidence, 0);
        return recognizedPages() > 0 ? sum / recognizedPages() : 0;
    }

    friend bool operator==(const DocumentText &a, const DocumentText &b) = default;
};

} // namespace Procession
