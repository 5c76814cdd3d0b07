// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertepisode.h"
#include "alertrule.h"

#include <map>
#include <vector>

namespace Procession {

/// A rule as the door keeps it. Plain data.
struct KeptAlertRule
{
    AlertRule rule;
    bool isConfigured = false; ///< it stands in the configuration file, and can't be changed from outside
    bool isRemoved = false;    ///< in its last event
    qint64 updatedMs = 0;      ///< wall time
    quint64 seq = 0;           ///< of its last event

    friend bool operator==(const KeptAlertRule &a, const KeptAlertRule &b) = default;
};

/// Never changed once it is made; shared by all readers.
using AlertRulePtr = std::shared_ptr<const KeptAlertRule>;

/// One change of a rule. Plain data.
struct AlertRuleChange
{
    enum class Kind : quint8 { Put, Remove };

    Kind kind = Kind::Put;
    AlertRule rule;            ///< with Remove only its name counts
    bool isConfigured = false; ///< the configuration file has it so
    quint64 seq = 0;           ///< the number that its event gets
    qint64 timeMs = 0;         ///< wall time
};

/// The content of one event about alerts: a rule as it stands, or what became of episodes. Plain data.
struct AlertNews
{
    AlertRulePtr rule{};                     ///< null where it is about episodes
    std::vector<AlertEpisodePtr> episodes{}; ///< those that changed; one that isn't open any more is over
    bool isAll = false;                      ///< those are all that are open

    friend bool operator==(const AlertNews &a, const AlertNews &b) = default;
};

/// The rules, and the episodes that are open, as readers of the log know them. A value.
///
/// The store keeps the rules. The episodes are the AlertEngine's, which keeps them in a file of its own and tells the door
/// what became of them.
class AlertBoard
{
public:
    static constexpr size_t mostRules = 1000;

    const std::map<QString, AlertRulePtr> &rules() const { return m_rules; }
    AlertRulePtr findRule(const QString &name) const;
    std::vector<AlertRule> plainRules() const;
    /// Those that are open, by their number.
    const std::map<quint64, AlertEpisodePtr> &episodes() const { return m_episodes; }
    AlertEpisodePtr findEpisode(quint64 number) const;

    /// The rule: what the change makes of the rule of its name, or an error. Null where it changes nothing. Pure.
    /// Errors: UnknownAlertRule; Conflict where the configuration file has the rule, and the change comes from outside, or
    /// where there are too many.
    Result<AlertRulePtr> changed(const AlertRuleChange &change) const;
    /// Takes over what an event tells.
    void apply(const AlertNews &news);

    friend bool operator==(const AlertBoard &a, const AlertBoard &b) = default;

private:
    std::map<QString, AlertRulePtr> m_rules;
    std::map<quint64, AlertEpisodePtr> m_episodes;
};

/// Writes the rule with what is known of it besides.
void writeKeptAlertRule(ObjectWriter &object, const KeptAlertRule &rule);
/// The rule that writeKeptAlertRule() wrote; nothing where it isn't one.
AlertRulePtr keptAlertRuleFrom(const QJsonObject &json);

} // namespace Procession
