// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertwatch.h"

#include "alertrulejson.h"
#include "maskedname.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Kind = AlertCondition::Kind;
using End = ProcessFact::End;

const QByteArray furtherCauses = "…";
const QByteArray wholeRule = "all";

QByteArray typeAndName(const Process &process)
{
    return process.type.bytes().toByteArray() + '/' + maskedName(process.name.utf8());
}

AlertSubject subjectOf(const Process &process)
{
    return {process.type.toString(), process.name.toString()};
}

/// A short digest of that by which a rule tells causes.
QString aboutOf(const AlertRule &rule)
{
    AlertRule causes;
    causes.condition = rule.condition;
    causes.scope = rule.scope;
    causes.groupBy = rule.groupBy;
    QByteArray bytes;
    {
        ObjectWriter object(bytes);
        writeAlertRule(object, causes);
    }
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).first(8).toHex());
}

} // namespace

AlertWatch::AlertWatch(AlertRule rule)
    : m_rule(std::move(rule))
    , m_about(aboutOf(m_rule))
{
}

AlertCause *AlertWatch::find(const QByteArray &key)
{
    const auto cause = m_causes.find(key);
    return cause == m_causes.end() ? nullptr : &cause->second;
}

void AlertWatch::touchAll()
{
    for (const auto &[key, cause] : m_causes)
        m_touched.insert(key);
}

quint8 AlertWatch::wants() const
{
    switch (m_rule.condition.kind) {
    case Kind::Failed:
    case Kind::TimedOut:
    case Kind::RetriesExhausted:
    case Kind::FailureRate:
        return About::End;
    case Kind::Quiet:
    case Kind::OverLimit:
    case Kind::Waiting:
    case Kind::Overdue:
        return About::Change;
    case Kind::HostSilent:
        return About::Change | About::End | About::SignOfLife;
    case Kind::StoreUnwritable:
    case Kind::DiskLow:
    case Kind::ChannelDead:
    case Kind::Missed:
        break;
    }
    return About::Other;
}

void AlertWatch::apply(const AlertFact &fact, AlertTime now, bool isFound)
{
    if (const auto *process = std::get_if<ProcessFact>(&fact.what))
        applyProcess(*process, fact.atMs, now, isFound);
    else if (const auto *store = std::get_if<StoreFact>(&fact.what))
        apply(*store, fact.atMs, now);
    else if (const auto *disk = std::get_if<DiskFact>(&fact.what))
        apply(*disk, fact.atMs, now);
    else if (const auto *channel = std::get_if<ChannelFact>(&fact.what))
        apply(*channel, fact.atMs, now);
    else if (const auto *expected = std::get_if<ExpectedFact>(&fact.what))
        apply(*expected, fact.atMs, now);
}

void AlertWatch::applyProcess(const ProcessFact &fact, qint64 atMs, AlertTime now, bool isFound)
{
    switch (m_rule.condition.kind) {
    case Kind::Failed:
    case Kind::TimedOut:
    case Kind::RetriesExhausted:
        applyOccurrence(fact, atMs, now);
        break;
    case Kind::FailureRate:
        applyRate(fact, atMs, now);
        break;
    case Kind::Quiet:
    case Kind::OverLimit:
        applyState(fact, atMs, now, isFound);
        break;
    case Kind::Waiting:
    case Kind::Overdue:
        applyDeadline(fact, now, isFound);
        break;
    case Kind::HostSilent:
        applyHost(fact, now);
        break;
    case Kind::StoreUnwritable:
    case Kind::DiskLow:
    case Kind::ChannelDead:
    case Kind::Missed:
        break;
    }
}

bool AlertWatch::isFailure(const ProcessFact &fact) const
{
    const Process &process = **fact.process;
    const AlertCondition &condition = m_rule.condition;
    const bool isRetried = process.retry && process.retry->status == RetryState::Status::Scheduled;
    if ((fact.end != End::Failed && fact.end != End::TimedOut) || (isRetried && !condition.eachAttempt))
        return false;
    if (condition.kind == Kind::TimedOut)
        return fact.end == End::TimedOut;
    if (condition.kind == Kind::RetriesExhausted)
        return process.retry && process.retry->status == RetryState::Status::Exhausted;
    return condition.withTimeouts || fact.end == End::Failed;
}

void AlertWatch::applyOccurrence(const ProcessFact &fact, qint64 atMs, AlertTime now)
{
    const bool isBad = isFailure(fact);
    const bool endsTrouble = fact.end == End::Completed && !m_causes.empty();
    if ((!isBad && !endsTrouble) || !m_rule.scope.matches(**fact.process))
        return;
    const Process &process = **fact.process;
    const QByteArray subject = typeAndName(process);
    if (!isBad) {
        end(causeOf(process), subject);
        return;
    }
    begin(causeOf(process),
          {.subject = subject,
           .who = subjectOf(process),
           .process = process.id.toString(),
           .reason = process.errorMessage.toString(),
           .attempt = process.attempt,
           .atMs = atMs,
           .repeats = true},
          now);
}

/// The key under which trouble of that cause is kept: its own, where not too many others are in trouble.
QByteArray AlertWatch::openKey(const QByteArray &key, AlertTime now) const
{
    const auto known = m_causes.find(key);
    if (known != m_causes.end() && (known->second.phase() != AlertCause::Phase::Calm || known->second.isBad()))
        return key;
    const auto recent = std::count_if(m_causes.begin(), m_causes.end(), [now](const auto &entry) {
        return entry.first != furtherCauses && entry.second.isRecent(floodMs, now);
    });
    return recent < mostCauses ? key : furtherCauses;
}

void AlertWatch::begin(const QByteArray &cause, const AlertCause::News &news, AlertTime now)
{
    const QByteArray key = openKey(cause, now);
    AlertCause &found = m_causes[key];
    found.setCause(QString::fromUtf8(key));
    found.begin(news, now);
    m_touched.insert(key);
    if (m_causes.size() > m_sweepAt)
        sweep(now);
}

void AlertWatch::end(const QByteArray &cause, const QByteArray &subject, const QString &reason)
{
    for (const QByteArray &key : {cause, furtherCauses}) {
        AlertCause *found = find(key);
        if (!found || !found->isBad())
            continue;
        found->end(subject, reason);
        m_touched.insert(key);
    }
}

/// Forgets the causes of which nothing has to be kept.
void AlertWatch::sweep(AlertTime now)
{
    for (const auto &[key, cause] : m_causes) {
        if (cause.isForgettable(m_rule, now))
            m_touched.insert(key); // the book has its row removed
    }
    m_sweepAt = std::max<size_t>(1000, m_causes.size() * 2);
}

void AlertWatch::apply(const StoreFact &fact, qint64 atMs, AlertTime now)
{
    if (m_rule.condition.kind != Kind::StoreUnwritable)
        return;
    if (fact.isWritable)
        end("store"_ba, "store"_ba);
    else
        begin("store"_ba, {.subject = "store"_ba, .who = {{}, u"store"_s}, .reason = fact.reason, .atMs = atMs}, now);
}

void AlertWatch::apply(const DiskFact &fact, qint64 atMs, AlertTime now)
{
    const AlertCondition &condition = m_rule.condition;
    if (condition.kind != Kind::DiskLow)
        return;
    const double share = fact.totalBytes > 0 ? 100.0 * double(fact.freeBytes) / double(fact.totalBytes) : 100;
    const bool isLow = (condition.percent > 0 && share < condition.percent)
        || (condition.bytes > 0 && fact.freeBytes < condition.bytes);
    const QByteArray subject = fact.path.toUtf8();
    const QByteArray cause = m_rule.groupBy.by == AlertGrouping::By::All ? wholeRule : subject;
    if (!isLow) {
        end(cause, subject);
        return;
    }
    begin(
        cause,
        {.subject = subject, .who = {{}, fact.path}, .reason = u"%1 % are free"_s.arg(share, 0, 'f', 1), .atMs = atMs},
        now);
}

void AlertWatch::apply(const ChannelFact &fact, qint64 atMs, AlertTime now)
{
    if (m_rule.condition.kind != Kind::ChannelDead)
        return;
    const QByteArray subject = fact.channel.toUtf8();
    const QByteArray cause = m_rule.groupBy.by == AlertGrouping::By::All ? wholeRule : subject;
    if (fact.isDead)
        begin(cause, {.subject = subject, .who = {{}, fact.channel}, .reason = fact.reason, .atMs = atMs}, now);
    else
        end(cause, subject);
}

void AlertWatch::apply(const ExpectedFact &fact, qint64 atMs, AlertTime now)
{
    if (m_rule.condition.kind != Kind::Missed
        || (!m_rule.scope.name.isEmpty() && !matchesPattern(m_rule.scope.name, fact.name)))
        return;
    const QString what = (fact.kind == ExpectedFact::Kind::Start ? u"start/"_s : u"finish/"_s) + fact.name;
    if (fact.isNoNews && m_expected.contains(what))
        return;
    qint64 &known = m_expected[what];
    if (fact.dueMs <= known)
        return;
    // A line of several times that goes on from those that are known adds one.
    const qint64 count = fact.firstDueMs > known ? fact.count : 1;
    known = fact.dueMs;
    m_touched.insert(QByteArray());
    const QByteArray subject = what.toUtf8();
    const QByteArray cause = m_rule.groupBy.by == AlertGrouping::By::All ? wholeRule : fact.name.toUtf8();
    if (!fact.isMissed) {
        end(cause, subject);
        return;
    }
    begin(cause,
          {.subject = subject,
           .who = {{}, fact.name},
           .reason = fact.reason,
           .atMs = atMs,
           .count = count,
           .repeats = true},
          now);
}

QByteArray AlertWatch::causeOf(const Process &process) const
{
    switch (m_rule.groupBy.by) {
    case AlertGrouping::By::Name:
        return typeAndName(process);
    case AlertGrouping::By::Type:
        return process.type.bytes().toByteArray();
    case AlertGrouping::By::Metadata: {
        const QJsonValue value = process.metadata.toObject().value(m_rule.groupBy.key);
        if (value.isString())
            return value.toString().toUtf8();
        const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
        return value.isUndefined() ? QByteArray("-") : text.sliced(1, text.size() - 2);
    }
    case AlertGrouping::By::All:
        break;
    }
    return wholeRule;
}

QByteArray AlertWatch::rowOf(const QByteArray &key, AlertTime now)
{
    if (key.isEmpty()) {
        QJsonObject expected;
        for (auto it = m_expected.cbegin(); it != m_expected.cend(); ++it)
            expected.insert(it.key(), it.value());
        if (expected.isEmpty())
            return {};
        return QJsonDocument(QJsonObject{{u"expected"_s, expected}, {u"about"_s, m_about}})
            .toJson(QJsonDocument::Compact);
    }
    const auto rate = m_rates.find(key);
    if (rate != m_rates.end() && rate->second.counts(now.steadyMs).all == 0)
        m_rates.erase(rate);
    const bool hasRate = m_rates.contains(key);
    const auto cause = m_causes.find(key);
    if (cause != m_causes.end() && cause->second.isForgettable(m_rule, now))
        m_causes.erase(cause);
    if (!hasRate && !m_causes.contains(key))
        return {};
    QJsonObject json;
    const Kind kind = m_rule.condition.kind;
    const bool isFoundAgain =
        kind == Kind::Quiet || kind == Kind::OverLimit || kind == Kind::Waiting || kind == Kind::Overdue;
    if (const AlertCause *found = find(key))
        json = found->toJson(!isFoundAgain);
    if (hasRate)
        json.insert("rate"_L1, m_rates.at(key).toJson());
    json.insert("about"_L1, m_about);
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

bool AlertWatch::restore(const QByteArray &key, const QByteArray &row)
{
    const QJsonObject json = QJsonDocument::fromJson(row).object();
    if (json["about"_L1].toString() != m_about)
        return false;
    if (key.isEmpty()) {
        const QJsonObject expected = json["expected"_L1].toObject();
        for (auto it = expected.begin(); it != expected.end(); ++it)
            m_expected.insert(it.key(), it->toInteger());
        return true;
    }
    if (json.contains("phase"_L1)) {
        AlertCause &cause = m_causes[key];
        cause.fromJson(json);
        cause.setCause(QString::fromUtf8(key));
    }
    if (json.contains("rate"_L1)) {
        FailureRate &rate = m_rates.try_emplace(key, m_rule.condition.window.count()).first->second;
        rate.fromJson(json["rate"_L1].toArray());
        noteDue(rate);
    }
    if (m_rule.condition.kind == Kind::HostSilent && m_causes.contains(key)) {
        for (const QJsonValue &trouble : json["troubles"_L1].toArray())
            m_hosts[trouble.toArray().at(0).toString()].isSilent = true;
    }
    return true;
}

void AlertWatch::drop(AlertTime now, AlertCause::Outcome &outcome)
{
    for (auto &[key, cause] : m_causes) {
        if (cause.episodeNumber())
            cause.close(AlertCause::Ending::Dropped, m_rule, now, outcome);
    }
}

void AlertWatch::shift(qint64 waitedMs, qint64 unseenMs)
{
    for (auto &[key, cause] : m_causes)
        cause.shift(waitedMs, unseenMs);
    m_ratesDueMs = std::numeric_limits<qint64>::max();
    for (auto &[key, rate] : m_rates) {
        rate.shift(waitedMs);
        noteDue(rate);
    }
}

} // namespace Procession
