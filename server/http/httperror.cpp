// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httperror.h"

namespace Procession {

using namespace Qt::StringLiterals;

int httpStatus(ErrorCode code)
{
    switch (code) {
    case ErrorCode::MalformedJson:
        return 400;
    case ErrorCode::UnknownProcess:
    case ErrorCode::UnknownSchedule:
    case ErrorCode::UnknownExpectation:
    case ErrorCode::UnknownTool:
    case ErrorCode::UnknownAlertRule:
    case ErrorCode::UnknownAlert:
    case ErrorCode::UnknownSilence:
    case ErrorCode::UnknownChannel:
        return 404;
    case ErrorCode::InvalidField:
    case ErrorCode::UnknownProcessType:
    case ErrorCode::UnknownStatus:
        return 422;
    case ErrorCode::ProcessExists:
    case ErrorCode::IllegalTransition:
    case ErrorCode::StaleAttempt:
    case ErrorCode::AlreadyFinished:
    case ErrorCode::NotFinished:
    case ErrorCode::NotRetryable:
    case ErrorCode::Conflict:
    case ErrorCode::WrongOffset:
    case ErrorCode::HasDependents:
        return 409;
    case ErrorCode::TooLarge:
        return 413;
    case ErrorCode::StoreUnavailable:
    case ErrorCode::NotStored:
    case ErrorCode::Io:
        return 503;
    }
    Q_UNREACHABLE();
}

void writeError(ObjectWriter &&error, QByteArrayView code, const QString &message, const QString &field)
{
    error.ascii("code", code);
    error.text("message", message);
    if (field.isEmpty())
        error.null("field");
    else
        error.text("field", field);
}

HttpResponse errorResponse(const Error &error)
{
    const QLatin1StringView code = wireName(error.code);
    return errorResponse(httpStatus(error.code), QByteArrayView(code.data(), code.size()), error.message, error.field);
}

HttpResponse errorResponse(int status, QByteArrayView code, const QString &message, const QString &field)
{
    HttpResponse response;
    response.status = status;
    ObjectWriter body(response.body);
    writeError(body.object("error"), code, message, field);
    body.close();
    return response;
}

HttpResponse retryLater(QByteArrayView code, const QString &message, int seconds)
{
    HttpResponse response = errorResponse(503, code, message);
    response.headers.emplaceBack("Retry-After", QByteArray::number(seconds));
    return response;
}

QString outOfMemoryMessage()
{
    return u"The server has no memory for this. It may be done in part, and nothing of it is confirmed; ask again "
           "later."_s;
}

HttpResponse bodyTooLong(qsizetype limit)
{
    return errorResponse(413, "body_too_large",
                         u"The body is longer than the %1 bytes that are taken here."_s.arg(limit));
}

} // namespace Procession
