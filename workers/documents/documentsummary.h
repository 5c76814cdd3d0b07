// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documenttext.h"

#include <QJsonObject>

namespace Procession {

// How a document that was read is reported, by the server and by processionctl alike. Pure; any thread.

/// Such as "page 3 of 17".
QString pageMessage(int pagesDone, int pages);
/// Such as "17 pages, 5,453 words; 2 pages without text".
QString summaryMessage(const DocumentText &document);
/// The metadata: `format`, `pages`, `language`, `words`, `headings` (as many as have room, and `headings_left_out`),
/// `text_beginning`, and `pages_without_text` where there are some. It takes at most half of the metadata that a
/// process may have by default.
QJsonObject summaryMetadata(const DocumentText &document);

} // namespace Procession
