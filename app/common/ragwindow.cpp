// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragservices.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

Result<QJsonObject> RagServices::answer(const RagAnswers &answers, Operator::AboutDocuments what,
                                        const QJsonObject &asked)
{
    const HttpRequest request;
    Call call{.request = request,
              .name = asked["collection"_L1].toString(),
              .origin = {.actor = Actor{.kind = Actor::Kind::Window}}};
    Answer answered;
    switch (what) {
    case Operator::AboutDocuments::Collections:
        answered = answers.collections(call);
        break;
    case Operator::AboutDocuments::Question:
        call.body = asked;
        answered = answers.question(call);
        break;
    case Operator::AboutDocuments::Page:
        call.query.addQueryItem(u"file"_s, QString::fromLatin1(QUrl::toPercentEncoding(asked["file"_L1].toString())));
        call.query.addQueryItem(u"page"_s, QString::number(asked["page"_L1].toInt()));
        answered = answers.page(call);
        break;
    }
    const QJsonObject body = answered ? QJsonDocument::fromJson(answered->body).object() : QJsonObject();
    if (answered && answered->status / 100 == 2)
        return body;
    const QJsonObject error = body["error"_L1].toObject();
    const QString field = error["field"_L1].toString();
    return Error{field.isEmpty() ? ErrorCode::Io : ErrorCode::InvalidField, error["message"_L1].toString(), field};
}

} // namespace Procession
