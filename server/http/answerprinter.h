// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpmessage.h"

#include <QVarLengthArray>

namespace Procession {

/// The one printer of what this program answers over HTTP: the same status reads the same whatever was asked.

/// Printed bytes, on the stack: they are printed for each answer.
using Printed = QVarLengthArray<char, 512>;

/// How the connection goes on behind an answer, as the client needs to be told.
enum class Goes : quint8 { On, OnAsAsked /* by an HTTP/1.0 client */, Nowhere };

/// The head of an answer, with `moreHeaders` behind its own. The end of a body that comes in parts is told by chunks, or
/// for HTTP/1.0 by the end of the connection.
Printed printHead(const HttpResponse &response, const QList<HttpHeader> &moreHeaders, Goes goes, bool inChunks);

/// The line before a chunk of so many bytes.
Printed chunkLine(qsizetype size);
/// The end of a body in chunks.
inline constexpr QByteArrayView lastChunk = "0\r\n\r\n";

} // namespace Procession
