// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpmessage.h"
#include "result.h"

namespace Procession {

/// The HTTP status of an error: the one place where codes become statuses.
int httpStatus(ErrorCode code);

/// The contract's error body: `{"error": {"code", "message", "field"}}`. `field` is null where it is empty.
QByteArray errorBody(QByteArrayView code, const QString &message, const QString &field = {});

/// An answer that tells the client its error.
HttpResponse errorResponse(const Error &error);
/// The same for an error without an ErrorCode: limits, authentication, routing.
HttpResponse errorResponse(int status, QByteArrayView code, const QString &message, const QString &field = {});

/// The answer to a request whose body has more than `limit` bytes.
HttpResponse bodyTooLong(qsizetype limit);

} // namespace Procession
