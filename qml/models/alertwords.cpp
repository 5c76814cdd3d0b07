// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertwords.h"

#include "rowtext.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <array>

namespace Procession::AlertWords {

using namespace Qt::StringLiterals;

namespace {

using Kind = AlertCondition::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("AlertWords", text);
}

/// Which runs, such as `runs of import *`; `one` is said of one of them.
QString runsOf(const AlertRule &rule, bool one)
{
    QString what = one ? tr("a run") : tr("runs");
    QStringList types;
    for (const ProcessType &type : rule.scope.types)
        types.append(type.toString());
    if (!rule.scope.name.isEmpty())
        what += tr(" of %1").arg(shownText(rule.scope.name));
    if (!types.isEmpty())
        what += tr(" of the type %1").arg(types.join(u", "_s));
    QStringList pairs;
    for (auto it = rule.scope.metadata.begin(); it != rule.scope.metadata.end(); ++it)
        pairs.append(u"%1 = %2"_s.arg(shownText(it.key()), shownText(it.value().toVariant().toString())));
    if (!pairs.isEmpty())
        what += tr(" with %1").arg(pairs.join(u", "_s));
    return what;
}

QString clockOf(const AlertCondition &condition)
{
    if (!condition.clock)
        return tr("is quiet");
    switch (*condition.clock) {
    case QuietClock::Report:
        return tr("reports nothing");
    case QuietClock::Output:
        return tr("prints nothing");
    case QuietClock::Progress:
        return tr("makes no progress");
    }
    return {};
}

QString number(double value)
{
    return QString::number(value, 'g', 6);
}

QString rateOf(const AlertRule &rule)
{
    const AlertCondition &condition = rule.condition;
    return tr("more than %1 % of at least %2 %3 fail within %4")
        .arg(number(condition.percent), QString::number(condition.least), runsOf(rule, false), span(condition.window));
}

QString whenOf(const AlertRule &rule)
{
    const AlertCondition &condition = rule.condition;
    const QString run = runsOf(rule, true);
    switch (condition.kind) {
    case Kind::Failed:
        return (condition.withTimeouts ? tr("%1 fails or times out") : tr("%1 fails")).arg(run)
            + (condition.eachAttempt ? tr(", at each attempt") : QString());
    case Kind::TimedOut:
        return tr("%1 times out").arg(run) + (condition.eachAttempt ? tr(", at each attempt") : QString());
    case Kind::RetriesExhausted:
        return tr("%1 fails and has no retry left").arg(run);
    case Kind::Quiet:
        return u"%1 %2"_s.arg(run, clockOf(condition));
    case Kind::Overdue:
        return tr("%1 takes longer than such runs do").arg(run);
    case Kind::OverLimit:
        return tr("%1 is over a limit of its resources").arg(run);
    case Kind::FailureRate:
        return rateOf(rule);
    case Kind::Waiting:
        return tr("%1 waits for more than %2").arg(run, span(condition.longerThan));
    case Kind::StoreUnwritable:
        return tr("the server can't store anything");
    case Kind::DiskLow:
        return condition.percent > 0 ? tr("less than %1 % of the disk is free").arg(number(condition.percent))
                                     : tr("less than %1 MiB of the disk are free").arg(condition.bytes >> 20);
    case Kind::HostSilent:
        return tr("nothing is heard of a host for %1").arg(span(condition.longerThan));
    case Kind::Missed:
        return rule.scope.name.isEmpty() ? tr("an expected run doesn't happen")
                                         : tr("a run of %1 doesn't happen in time").arg(shownText(rule.scope.name));
    case Kind::ChannelDead:
        return tr("messages don't get through a channel");
    }
    return {};
}

} // namespace

QString span(std::chrono::milliseconds duration)
{
    if (duration.count() == 0)
        return u"0 s"_s;
    constexpr std::array<std::pair<qint64, const char *>, 5> units{
        {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "min"}, {1000, "s"}, {1, "ms"}}};
    QStringList parts;
    qint64 left = duration.count();
    for (const auto &[size, unit] : units) {
        if (left >= size)
            parts.append(u"%1 %2"_s.arg(left / size).arg(QLatin1StringView(unit)));
        left %= size;
    }
    return parts.join(u' ');
}

std::optional<std::chrono::milliseconds> spanFrom(const QString &text)
{
    static const QRegularExpression whole(
        uR"(^\s*(?:\d+(?:[.]\d+)?\s*(?:ms|s|min|m|h|d)\s*)+$|^\s*\d+(?:[.]\d+)?\s*$)"_s);
    static const QRegularExpression part(uR"((\d+(?:[.]\d+)?)\s*(ms|s|min|m|h|d)?)"_s);
    if (!whole.match(text).hasMatch())
        return std::nullopt;
    double sum = 0;
    for (const QRegularExpressionMatch &match : part.globalMatch(text)) {
        const QString unit = match.captured(2);
        const double size = unit == "ms"_L1 ? 1
            : unit == "d"_L1                ? 86'400'000
            : unit == "h"_L1                ? 3'600'000
            : unit.startsWith(u'm')         ? 60'000
                                            : 1000;
        sum += match.captured(1).toDouble() * size;
    }
    constexpr double longest = 366.0 * 86'400'000;
    return sum <= longest ? std::optional(std::chrono::milliseconds(qRound64(sum))) : std::nullopt;
}

QString condition(Kind kind)
{
    switch (kind) {
    case Kind::Failed:
        return tr("A run fails");
    case Kind::TimedOut:
        return tr("A run times out");
    case Kind::RetriesExhausted:
        return tr("The last retry fails");
    case Kind::Quiet:
        return tr("A run is quiet");
    case Kind::Overdue:
        return tr("A run takes too long");
    case Kind::OverLimit:
        return tr("A run is over a limit");
    case Kind::FailureRate:
        return tr("Too many runs fail");
    case Kind::Waiting:
        return tr("A run waits too long");
    case Kind::StoreUnwritable:
        return tr("The store can't be written");
    case Kind::DiskLow:
        return tr("The disk is nearly full");
    case Kind::HostSilent:
        return tr("A host is silent");
    case Kind::Missed:
        return tr("A run doesn't happen");
    case Kind::ChannelDead:
        return tr("A channel is dead");
    }
    return {};
}

QString rule(const AlertRule &rule)
{
    const QString whom = rule.channels.isEmpty() ? tr("Note") : tr("Tell %1").arg(rule.channels.join(u", "_s));
    QString text = tr("%1 when %2").arg(whom, whenOf(rule));
    if (rule.holdsFor.count() > 0)
        text += tr(", for at least %1").arg(span(rule.holdsFor));
    if (rule.quietHours) {
        const auto time = [](int minute) {
            return u"%1:%2"_s.arg(minute / 60, 2, 10, QLatin1Char('0')).arg(minute % 60, 2, 10, QLatin1Char('0'));
        };
        const bool passes = rule.severity == AlertSeverity::Critical && rule.quietHours->criticalPasses;
        if (!passes)
            text += tr("; not from %1 to %2").arg(time(rule.quietHours->fromMinute), time(rule.quietHours->toMinute));
    }
    return text + u'.';
}

} // namespace Procession::AlertWords
