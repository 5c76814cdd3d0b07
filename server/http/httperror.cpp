// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httperror.h"

#include "jsonwriter.h"

namespace Procession {

int httpStatus(ErrorCode code)
{
    switch (code) {
    case ErrorCode::MalformedJson:
        return 400;
    case ErrorCode::UnknownProcess:
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

QByteArrayView reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Error";
    }
}

QByteArray errorBody(QByteArrayView code, const QString &message, const QString &field)
{
    QByteArray body;
    {
        ObjectWriter object(body);
        ObjectWriter error = object.object("error");
        error.ascii("code", code);
        error.text("message", message);
        if (field.isEmpty())
            error.null("field");
        else
            error.text("field", field);
    }
    return body;
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
    response.body = errorBody(code, message, field);
    return response;
}

} // namespace Procession
