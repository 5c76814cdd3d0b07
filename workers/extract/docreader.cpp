// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"

#include "doctext.h"

namespace Procession {

Result<void> readDoc(const QByteArray &content, DocumentSink &sink)
{
    const Result<DocBinary> doc = DocBinary::open(content);
    if (!doc)
        return doc.error();
    const Result<DocPieces> pieces = DocPieces::read(*doc, sink.limits().textBytes);
    if (!pieces)
        return pieces.error();
    TextFlow flow(sink.limits());
    DocText(*doc, *pieces, flow).read();
    return flow.writeTo(sink);
}

} // namespace Procession
