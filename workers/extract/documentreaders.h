// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentsink.h"

namespace Procession {

// One reader for each format. It gives the content of a document to the sink, which it doesn't finish, and may crash
// on the document, since it runs in a process of its own. A new format is a function here and a line in
// formatdetection.cpp. Errors: those of DocumentFailure, and those of the sink.

/// Comma-separated values, whatever parts them; the first row of several cells is the head of the columns.
Result<void> readCsv(const QByteArray &content, DocumentSink &sink);
/// Word documents of Word 97 until 2003 ([MS-DOC]). Hidden and deleted text is left out; headers and footers stand once,
/// at the end.
Result<void> readDoc(const QByteArray &content, DocumentSink &sink);
/// Word documents since 2007 (ECMA-376). Pages are those that the last program to save it had rendered.
Result<void> readDocx(const QByteArray &content, DocumentSink &sink);
/// Drawings in letters (DXF, of any version): their texts. The drawing is a page, and each sheet that has texts.
Result<void> readDxf(const QByteArray &content, DocumentSink &sink);
/// HTML, also where it is invalid: the text that people see, without scripts and styles.
Result<void> readHtml(const QByteArray &content, DocumentSink &sink);
/// Markdown (CommonMark), without its marks.
Result<void> readMarkdown(const QByteArray &content, DocumentSink &sink);
/// OpenDocument presentations: each slide that is shown is a page, its notes behind it.
Result<void> readOdp(const QByteArray &content, DocumentSink &sink);
/// OpenDocument spreadsheets: each sheet is a page, each row a line.
Result<void> readOds(const QByteArray &content, DocumentSink &sink);
/// OpenDocument texts (ISO 26300). Pages are those that the last program to save it had laid out, where it said so.
Result<void> readOdt(const QByteArray &content, DocumentSink &sink);
/// PDF, page by page. Headings come from the outline; without one, from lines in a larger type.
Result<void> readPdf(const QByteArray &content, DocumentSink &sink);
/// Plain text in any usual encoding. A form feed ends a page.
Result<void> readPlainText(const QByteArray &content, DocumentSink &sink);
/// Rich Text Format (1.9.1): text in any code page and in Unicode, lists with their numbers, tables row by row,
/// headings by style, outline level or look. Hidden and deleted text is left out; headers and footers stand once, at the end.
Result<void> readRtf(const QByteArray &content, DocumentSink &sink);
/// Excel workbooks since 2007, with what their cells show: each sheet that is shown is a page, each row a line.
Result<void> readXlsx(const QByteArray &content, DocumentSink &sink);
/// PowerPoint presentations since 2007: each slide that is shown is a page, its notes behind it.
Result<void> readPptx(const QByteArray &content, DocumentSink &sink);
/// Images of pages (PNG, JPEG, TIFF, WebP, GIF, BMP): the letters in them.
Result<void> readImage(const QByteArray &content, DocumentSink &sink);
/// Books (EPUB 2 and 3), chapter by chapter.
Result<void> readEpub(const QByteArray &content, DocumentSink &sink);
/// Mails (RFC 5322, MIME): who wrote when to whom about what, the text, and the names of what is attached.
Result<void> readMail(const QByteArray &content, DocumentSink &sink);

} // namespace Procession
