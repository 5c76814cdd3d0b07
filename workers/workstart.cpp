// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "workstart.h"

#include "demandjson.h"
#include "dependencyjson.h"
#include "jsonreader.h"
#include "metadatakeys.h"
#include "processjson.h"

namespace Procession {

using namespace Qt::StringLiterals;

Result<StartChange> workStart(const Worker &worker, const ProcessType &type, const QJsonObject &request,
                              const RoomOptions &room)
{
    StartChange start;
    JsonReader reader(request);
    const Demand asked = demandFromJson(reader);
    start.dependencies = dependenciesFromStart(reader);
    if (reader.error())
        return *reader.error();
    QJsonObject rest = request;
    rest.remove("priority"_L1);
    rest.remove("uses"_L1);
    for (const QLatin1StringView key : dependencyKeys)
        rest.remove(key);
    const Result<Plan> plan = worker.plan(rest);
    if (!plan)
        return plan.error();
    start.demand = asked.within(plan->demand.within(room.queues.value(type).demand));
    if (const auto checked = checkUses(start.demand, room.limits); !checked)
        return checked.error();
    start.type = type;
    start.name = plan->name;
    start.description = plan->description;
    start.timeout = plan->timeout;
    start.retryPolicy = plan->retryPolicy;
    start.limits = plan->limits;
    start.work = compactText(plan->request);
    start.metadata = plan->metadata;
    start.metadata.insert(MetadataKeys::stage, queuedStage);
    return start;
}

} // namespace Procession
