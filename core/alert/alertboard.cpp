// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertboard.h"

#include "alertrulejson.h"

#include <QJsonObject>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

AlertRulePtr AlertBoard::findRule(const QString &name) const
{
    const auto found = m_rules.find(name);
    return found == m_rules.end() ? nullptr : found->second;
}

std::vector<AlertRule> AlertBoard::plainRules() const
{
    std::vector<AlertRule> rules;
    rules.reserve(m_rules.size());
    for (const auto &[name, kept] : m_rules)
        rules.push_back(kept->rule);
    return rules;
}

AlertEpisodePtr AlertBoard::findEpisode(quint64 number) const
{
    const auto found = m_episodes.find(number);
    return found == m_episodes.end() ? nullptr : found->second;
}

Result<AlertRulePtr> AlertBoard::changed(const AlertRuleChange &change) const
{
    const QString &name = change.rule.name;
    const AlertRulePtr current = findRule(name);
    const bool isRemoval = change.kind == AlertRuleChange::Kind::Remove;
    if (isRemoval && !current)
        return Error{ErrorCode::UnknownAlertRule, u"There is no alert rule \"%1\"."_s.arg(name), u"name"_s};
    if (current && current->isConfigured && !change.isConfigured) {
        return Error{ErrorCode::Conflict,
                     u"Alert rule %1 stands in the server's configuration file; change it there."_s.arg(name),
                     {}};
    }
    if (!current && m_rules.size() >= mostRules) {
        return Error{
            ErrorCode::Conflict, u"There are %1 alert rules already, and no more are taken."_s.arg(mostRules), {}};
    }
    if (!isRemoval && current && current->rule == change.rule && current->isConfigured == change.isConfigured)
        return AlertRulePtr();
    KeptAlertRule next = isRemoval ? *current : KeptAlertRule{change.rule, change.isConfigured};
    next.isRemoved = isRemoval;
    next.updatedMs = change.timeMs;
    next.seq = change.seq;
    return std::make_shared<const KeptAlertRule>(std::move(next));
}

void AlertBoard::apply(const AlertNews &news)
{
    if (news.rule && news.rule->isRemoved)
        m_rules.erase(news.rule->rule.name);
    else if (news.rule)
        m_rules.insert_or_assign(news.rule->rule.name, news.rule);
    if (news.isAll)
        m_episodes.clear();
    for (const AlertEpisodePtr &episode : news.episodes) {
        if (episode->ending == AlertEnding::Open)
            m_episodes.insert_or_assign(episode->facts.episode, episode);
        else
            m_episodes.erase(episode->facts.episode);
    }
}

void writeKeptAlertRule(ObjectWriter &object, const KeptAlertRule &rule)
{
    writeAlertRule(object, rule.rule);
    object.boolean("configured", rule.isConfigured);
    object.seconds("updated_at", rule.updatedMs);
    object.integer("seq", rule.seq);
}

AlertRulePtr keptAlertRuleFrom(const QJsonObject &json)
{
    QJsonObject body = json;
    KeptAlertRule kept;
    kept.isConfigured = body.take("configured"_L1).toBool();
    kept.updatedMs = std::llround(body.take("updated_at"_L1).toDouble() * 1000);
    kept.seq = static_cast<quint64>(std::max<qint64>(0, body.take("seq"_L1).toInteger()));
    auto rule = alertRuleFromJson(body.take("name"_L1).toString(), body);
    if (!rule)
        return nullptr;
    kept.rule = *std::move(rule);
    return std::make_shared<const KeptAlertRule>(std::move(kept));
}

} // namespace Procession
