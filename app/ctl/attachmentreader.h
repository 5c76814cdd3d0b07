// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QString>

namespace Procession {

/// A file's text, to be put before a prompt.
struct AttachmentText
{
    QString text;             ///< pages are parted by form feeds
    int pagesWithoutText = 0; ///< of it, which aren't there
};

/// Text in UTF-8 is taken as it is, also where it is a format of its own, such as HTML or Markdown. Of any other file
/// it is what `processionctl document --text` reads.
///
/// Waits for a child process in an event loop of its own. Errors: as DocumentExtraction has them.
Result<AttachmentText> readAttachment(const QString &path);

/// Text in UTF-8 that is no document of another format. Nothing where it isn't.
std::optional<QString> plainText(const QByteArray &bytes);

} // namespace Procession
