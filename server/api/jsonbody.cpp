// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonbody.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// QJsonDocument lets control characters in strings pass, which JSON wants escaped.
bool hasRawControlCharacter(const QByteArray &json)
{
    bool inString = false;
    bool escaped = false;
    for (const char c : json) {
        const auto byte = static_cast<uchar>(c);
        if (byte < ' ' && (inString || (c != '\n' && c != '\r' && c != '\t')))
            return true;
        if (!inString)
            inString = c == '"';
        else if (escaped)
            escaped = false;
        else if (c == '\\')
            escaped = true;
        else if (c == '"')
            inString = false;
    }
    return false;
}

} // namespace

Result<QJsonObject> objectFromJson(const QByteArray &bytes)
{
    if (bytes.trimmed().isEmpty())
        return Error{ErrorCode::MalformedJson, u"The body is empty; it must be a JSON object."_s, {}};
    if (!bytes.isValidUtf8())
        return Error{ErrorCode::MalformedJson, u"The body isn't valid UTF-8."_s, {}};
    if (hasRawControlCharacter(bytes))
        return Error{ErrorCode::MalformedJson, u"A control character in the body isn't escaped."_s, {}};

    QJsonParseError parsing;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &parsing);
    if (parsing.error != QJsonParseError::NoError) {
        // QJsonDocument takes only arrays and objects at the top; a lone value is well-formed all the same.
        const char first = bytes.trimmed().front();
        if (parsing.error == QJsonParseError::IllegalValue && first != '{' && first != '['
            && QJsonDocument::fromJson('[' + bytes + ']').isArray())
            return Error{ErrorCode::InvalidField, u"The body must be a JSON object."_s, {}};
        return Error{ErrorCode::MalformedJson,
                     u"The body isn't valid JSON: %1 at byte %2."_s.arg(parsing.errorString()).arg(parsing.offset),
                     {}};
    }
    if (!document.isObject())
        return Error{ErrorCode::InvalidField, u"The body must be a JSON object."_s, {}};
    return document.object();
}

} // namespace Procession
