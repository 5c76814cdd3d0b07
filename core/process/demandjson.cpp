// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "demandjson.h"

#include "jsonreader.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostLimits = 100;

} // namespace

Demand demandFromJson(JsonReader &reader)
{
    Demand demand;
    demand.priority = reader.integer("priority"_L1, Demand::leastPriority, Demand::mostPriority);
    const QJsonObject uses = reader.object("uses"_L1).value_or(QJsonObject());
    if (uses.size() > mostLimits)
        reader.fail("uses"_L1, u"uses names %1 limits; %2 is the most."_s.arg(uses.size()).arg(mostLimits));
    JsonReader inner(uses);
    for (auto it = uses.begin(); it != uses.end() && !reader.error(); ++it) {
        const QByteArray key = it.key().toLatin1();
        if (!isLimitName(it.key())) {
            reader.fail(
                "uses"_L1,
                u"uses: \"%1\" can't be a limit's name, which is %2."_s.arg(it.key().left(64), limitNameRule()));
        } else if (const auto count = inner.integer(QLatin1StringView(key), 1, Demand::mostOfALimit)) {
            demand.uses.emplace(it.key(), *count);
        } else {
            reader.fail("uses"_L1,
                        u"uses: %1 must be a whole number from 1 to %2."_s.arg(it.key()).arg(Demand::mostOfALimit));
        }
    }
    return demand;
}

void writeDemand(ObjectWriter &object, const Demand &demand)
{
    if (demand.priority)
        object.integer("priority", *demand.priority);
    if (demand.uses.empty())
        return;
    ObjectWriter uses = object.object("uses");
    for (const auto &[name, count] : demand.uses)
        uses.integer(name.toLatin1(), count);
}

QJsonObject usesToJson(const Demand &demand)
{
    QJsonObject uses;
    for (const auto &[name, count] : demand.uses)
        uses.insert(name, count);
    return uses;
}

} // namespace Procession
