// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>

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

    friend bool operator==(const DocumentText &a, const DocumentText &b) = default;
};

} // namespace Procession
