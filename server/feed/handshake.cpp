// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "handshake.h"

#include "httperror.h"

namespace Procession {

using namespace Qt::StringLiterals;

std::optional<HttpResponse> refuseHandshake(const HttpRequest &head)
{
    if (head.path != "/ws/processes")
        return errorResponse(404, "unknown_path", u"The only WebSocket here is /ws/processes."_s);
    if (head.method != HttpMethod::Get)
        return errorResponse(400, "malformed_request", u"A WebSocket handshake is a GET."_s);
    if (head.header("sec-websocket-version") != "13") {
        HttpResponse refusal = errorResponse(426, "upgrade_required", u"This server speaks WebSocket version 13."_s);
        refusal.headers.emplaceBack("Sec-WebSocket-Version", "13");
        return refusal;
    }
    const QByteArray key = head.header("sec-websocket-key");
    const auto keyBytes = QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    if (!keyBytes || (*keyBytes).size() != 16)
        return errorResponse(400, "malformed_request", u"Sec-WebSocket-Key must be 16 bytes in base64."_s);
    return std::nullopt;
}

} // namespace Procession
