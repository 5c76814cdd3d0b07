// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertquestion.h"

#include <QUrl>

namespace Procession {

using namespace Qt::StringLiterals;

AlertRoute routeOf(AlertQuestion::What what)
{
    using enum AlertQuestion::What;
    switch (what) {
    case Open:
        break;
    case Ended:
        return {"GET"_L1, "/alerts"_L1, "state=ended"_L1};
    case Silences:
        return {"GET"_L1, "/alert-silences"_L1};
    case Channels:
        return {"GET"_L1, "/alert-channels"_L1};
    case Rules:
        return {"GET"_L1, "/alert-rules"_L1};
    case Acknowledge:
        return {"POST"_L1, "/alerts/{name}/acknowledge"_L1};
    case Silence:
        return {"POST"_L1, "/alerts/{name}/silence"_L1};
    case EndSilence:
        return {"DELETE"_L1, "/alert-silences/{name}"_L1};
    case TestChannel:
        return {"POST"_L1, "/alert-channels/{name}/test"_L1};
    case PutRule:
        return {"PUT"_L1, "/alert-rules/{name}"_L1};
    case RemoveRule:
        return {"DELETE"_L1, "/alert-rules/{name}"_L1};
    case Rehearse:
        return {"POST"_L1, "/alert-rules/rehearsal"_L1};
    }
    return {"GET"_L1, "/alerts"_L1};
}

QUrlQuery queryOf(const AlertQuestion &question)
{
    QUrlQuery query(QString(routeOf(question.what).query));
    if (question.what == AlertQuestion::What::Rehearse && !question.name.isEmpty())
        query.addQueryItem(u"asker"_s, QString::fromLatin1(QUrl::toPercentEncoding(question.name)));
    return query;
}

} // namespace Procession
