// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "controllers.h"

#include "changejson.h"
#include "eventlog.h"
#include "processjson.h"
#include "processtracker.h"
#include "serverparts.h"

namespace Procession {

using namespace Qt::StringLiterals;

SettingsController::SettingsController(const ServerParts &parts)
    : m_tracker(parts.tracker)
    , m_log(parts.log)
{
}

Answer SettingsController::types(const Call &) const
{
    return jsonResponse(200, [this](ObjectWriter &body) {
        ArrayWriter list = body.array("process_types");
        const QList<ProcessType> types = m_tracker.types();
        for (const ProcessType &type : types)
            list.text(type.toString());
    });
}

Answer SettingsController::registerType(const Call &call) const
{
    const QString field = u"process_type"_s;
    if (!call.type)
        return Refusal({ErrorCode::InvalidField, u"A process type is %1."_s.arg(ProcessType::rule()), field});
    if (!m_tracker.isKnownType(*call.type) && m_tracker.types().size() >= maxTypes) {
        return Refusal({ErrorCode::Conflict,
                        u"There are %1 process types already, and no more are taken; what tells processes of one "
                        "type apart belongs into their metadata."_s.arg(maxTypes),
                        field});
    }
    const bool isNew = m_tracker.registerType(*call.type, call.origin);
    HttpResponse response = jsonResponse(
        isNew ? 201 : 200, [&call](ObjectWriter &body) { body.text("process_type", call.type->toString()); });
    response.afterSeq = m_log.head();
    return response;
}

Answer SettingsController::policies(const Call &) const
{
    return jsonResponse(200, [this](ObjectWriter &body) {
        ObjectWriter policies = body.object("retry_policies");
        for (const auto &[type, policy] : m_tracker.retryPolicies())
            writePolicy(policies.object(type.toString().toLatin1()), policy);
    });
}

Answer SettingsController::setPolicy(const Call &call) const
{
    if (!call.type || !m_tracker.isKnownType(*call.type)) {
        return Refusal({ErrorCode::UnknownProcessType,
                        u"There is no such process type; GET /processes/types lists them."_s, u"process_type"_s},
                       404);
    }
    const auto policy = retryPolicyFromJson(call.body, m_tracker.retryPolicy(*call.type).value_or(RetryPolicy{}));
    if (!policy)
        return Refusal(policy.error());
    if (const auto set = m_tracker.setRetryPolicy(*call.type, *policy, call.origin); !set)
        return Refusal(set.error());
    HttpResponse response = jsonResponse(200, [&](ObjectWriter &body) {
        body.text("process_type", call.type->toString());
        writePolicy(body.object("retry_policy"), *policy);
    });
    response.afterSeq = m_log.head();
    return response;
}

} // namespace Procession
