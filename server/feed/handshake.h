// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpmessage.h"

#include <optional>

namespace Procession {

/// Why a request that wants to become a WebSocket is no handshake for the feed, or nothing. It looks at path, method,
/// version and key only, and not at who asks. Pure; any thread.
std::optional<HttpResponse> refuseHandshake(const HttpRequest &head);

} // namespace Procession
