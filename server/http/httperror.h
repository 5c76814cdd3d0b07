// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpmessage.h"
#include "jsonwriter.h"
#include "result.h"

namespace Procession {

/// The HTTP status of an error: the one place where codes become statuses.
int httpStatus(ErrorCode code);

/// Prints the members of the contract's `error` object: `code`, `message` and `field`, which is null where it is empty.
void writeError(ObjectWriter &&error, QByteArrayView code, const QString &message, const QString &field = {});

/// An answer that tells the client its error.
HttpResponse errorResponse(const Error &error);
/// The same for an error without an ErrorCode: limits, authentication, routing.
HttpResponse errorResponse(int status, QByteArrayView code, const QString &message, const QString &field = {});

/// The answer (503) to a request that may be sent again after so many seconds.
HttpResponse retryLater(QByteArrayView code, const QString &message, int seconds);

/// Says that memory ran out while a request was answered.
QString outOfMemoryMessage();

/// The answer to a request whose body has more than `limit` bytes.
HttpResponse bodyTooLong(qsizetype limit);

} // namespace Procession
