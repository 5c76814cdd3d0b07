// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsalcontroller.h"

#include "alertrulejson.h"
#include "rehearsalrun.h"
#include "serverparts.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualDays = 7;
/// The name of a rule that has none yet; causes and episodes don't depend on it.
const QString unnamed = u"rehearsal"_s;

/// The part that is made once the rehearsal is over; those before are empty.
class RehearsalBody final : public BodyRest
{
public:
    RehearsalBody(const Archive &archive, const Clock &clock, const AlertRule &rule, int days,
                  std::shared_ptr<const int> slot)
        : m_run(archive, clock, rule, days)
        , m_slot(std::move(slot))
    {
    }

    bool usesDisk() const override { return true; }
    BodyPart next() override
    {
        auto part = goOn();
        return part ? std::move(*part) : BodyPart{{}, 0, BodyPart::Then::Broken};
    }
    Result<BodyPart> goOn()
    {
        const auto told = m_run.next();
        if (!told)
            return told.error();
        if (!*told)
            return BodyPart{};
        BodyPart part{{}, 0, BodyPart::Then::End};
        ObjectWriter body(part.bytes);
        writeRehearsal(body, **told);
        body.close();
        return part;
    }

private:
    RehearsalRun m_run;
    const std::shared_ptr<const int> m_slot;
};

} // namespace

const QueryParameters RehearsalController::parameters{.others = {"days"_L1}};

RehearsalController::RehearsalController(const ServerParts &parts)
    : m_archive(parts.archive)
    , m_clock(parts.clock)
    , m_slot(std::make_shared<const int>(0))
{
}

Answer RehearsalController::rehearse(const Call &call) const
{
    QJsonObject fields = call.body;
    const QJsonValue name = fields.take("name"_L1);
    const auto days = integerFromQuery(call.query, u"days"_s, 1, Rehearsal::mostDays);
    if (!days)
        return Refusal(days.error(), 400);
    const auto rule = alertRuleFromJson(name.isString() ? name.toString() : unnamed, fields);
    if (!rule)
        return Refusal(rule.error());
    // Each keeps what it knows of the rule's causes.
    if (m_slot.use_count() > mostAtOnce) {
        return Refusal(503, "busy", u"The server rehearses %1 rules already; ask again in a moment."_s.arg(mostAtOnce))
            .withRetryAfter(std::chrono::seconds(1));
    }
    const auto body = std::make_shared<RehearsalBody>(*m_archive, m_clock, *rule,
                                                      static_cast<int>(days->value_or(usualDays)), m_slot);
    auto first = body->goOn();
    if (!first)
        return Refusal(first.error());
    return answerInParts(std::move(*first), body);
}

} // namespace Procession
