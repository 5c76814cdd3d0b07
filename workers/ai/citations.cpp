// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "citations.h"

#include "jsonreader.h"

#include <QRegularExpression>

#include <set>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto sourcesKey = "sources"_L1;
constexpr auto questionKey = "question"_L1;
constexpr auto passagesKey = "passages"_L1;
constexpr auto earlierKey = "earlier"_L1;
constexpr auto followUpKey = "follow_up_of"_L1;
constexpr qsizetype longestQuestion = 4000;
constexpr qsizetype longestId = 200;
constexpr qsizetype mostPassages = 100;

} // namespace

AnswerSources AnswerSources::fromJson(JsonReader &reader)
{
    AnswerSources sources;
    const auto object = reader.object(sourcesKey);
    if (!object)
        return sources;
    JsonReader inner(*object);
    inner.onlyKeys({questionKey, passagesKey, earlierKey, followUpKey});
    sources.question = inner.text(questionKey, longestQuestion).value_or(QString());
    sources.passages = inner.array(passagesKey).value_or(QJsonArray());
    sources.earlier = inner.array(earlierKey).value_or(QJsonArray());
    sources.followUpOf = inner.text(followUpKey, longestId).value_or(QString());
    if (sources.passages.size() > mostPassages)
        inner.fail(passagesKey, u"passages may have at most %1 entries."_s.arg(mostPassages));
    reader.failWithin(sourcesKey, inner);
    return sources;
}

QJsonObject AnswerSources::toJson() const
{
    QJsonObject json{{questionKey, question}, {passagesKey, passages}};
    if (!earlier.isEmpty())
        json.insert(earlierKey, earlier);
    if (!followUpOf.isEmpty())
        json.insert(followUpKey, followUpOf);
    return json;
}

QJsonArray citedPassages(const QString &answer, qsizetype passages)
{
    static const QRegularExpression brackets(u"\\[(\\d{1,3}(?:\\s*[-–,;]\\s*\\d{1,3})*)\\]"_s);
    static const QRegularExpression entries(u"(\\d+)(?:\\s*[-–]\\s*(\\d+))?"_s);
    std::set<int> numbers;
    auto found = brackets.globalMatch(answer);
    while (found.hasNext()) {
        auto each = entries.globalMatch(found.next().captured(1));
        while (each.hasNext()) {
            const auto entry = each.next();
            const int from = entry.captured(1).toInt();
            const int to = entry.hasCaptured(2) ? entry.captured(2).toInt() : from;
            for (int number = std::max(from, 1); number <= to && number <= passages; ++number)
                numbers.insert(number);
        }
    }
    QJsonArray cited;
    for (const int number : numbers)
        cited.append(number);
    return cited;
}

} // namespace Procession
