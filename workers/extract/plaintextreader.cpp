// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"

#include "textdecoding.h"
#include "textflow.h"

namespace Procession {

using namespace Qt::StringLiterals;

Result<void> readPlainText(const QByteArray &content, DocumentSink &sink)
{
    const QString text = decodeText(content);
    if (looksBinary(text))
        return documentError(DocumentFailure::unsupported, u"The file is binary data, and no format that is known."_s);
    TextFlow flow(sink.limits());
    const QList<QStringView> pages = QStringView(text).split(u'\f');
    if (pages.size() > 1)
        flow.hasRealPages();
    for (const QStringView page : pages) {
        flow.append(page);
        flow.breakPage();
    }
    return flow.writeTo(sink);
}

} // namespace Procession
