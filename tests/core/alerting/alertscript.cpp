// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertscript.h"

#include "alertrulejson.h"
#include "processes.h"
#include "quantityparser.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QRegularExpression>

namespace Procession {

using namespace Qt::StringLiterals;

AlertScript::AlertScript(const QByteArray &rules, qint64 beginWallMs)
    : m_beginWallMs(beginWallMs)
{
    setRules(rules);
}

/// `90s`, `1h30m`, `250ms`, or a wall time such as `2026-03-29T02:30Z`.
qint64 AlertScript::msOf(const QString &text)
{
    const QDateTime moment = QDateTime::fromString(text, Qt::ISODate);
    if (moment.isValid())
        return moment.toMSecsSinceEpoch();
    static const QRegularExpression part(u"(\\d+)(ms|s|m|h|d)"_s);
    static const QHash<QString, qint64> units{
        {u"ms"_s, 1}, {u"s"_s, 1000}, {u"m"_s, 60'000}, {u"h"_s, 3'600'000}, {u"d"_s, 86'400'000}};
    qint64 sum = 0;
    qsizetype length = 0;
    for (const QRegularExpressionMatch &match : part.globalMatch(text)) {
        sum += match.captured(1).toLongLong() * units.value(match.captured(2));
        length += match.capturedLength();
    }
    if (length != text.size() || length == 0)
        qFatal("\"%s\" is no time", qPrintable(text));
    return sum;
}

void AlertScript::setRules(const QByteArray &rules)
{
    m_rules.clear();
    for (const QString &text : QString::fromUtf8(rules).split(u"---"_s)) {
        QJsonObject body = QJsonDocument::fromJson(text.toUtf8()).object();
        const QString name = body.contains("name"_L1) ? body.take("name"_L1).toString() : u"rule"_s;
        const auto rule = alertRuleFromJson(name, body);
        if (!rule)
            qFatal("%s: %s", qPrintable(text), qPrintable(rule.error().message));
        m_rules.push_back(*rule);
    }
    note(m_book->setRules(m_rules, now()));
}

QStringList AlertScript::play(const QString &script, qint64 untilMs)
{
    static const QRegularExpression ends(u"[;\\n]"_s);
    for (const QString &raw : script.split(ends, Qt::SkipEmptyParts)) {
        const QString line = raw.trimmed();
        if (line.isEmpty())
            continue;
        if (!line.startsWith(u'+'))
            qFatal("no time in \"%s\"", qPrintable(line));
        const qsizetype space = line.indexOf(u' ');
        goTo(m_shownFromMs + msOf(line.sliced(1, space - 1)));
        carryOut(line.sliced(space + 1).trimmed());
    }
    goTo(m_shownFromMs + untilMs);
    return m_lines;
}

/// Lets the time pass as the engine does, which sleeps until the next due time.
void AlertScript::goTo(qint64 steadyMs)
{
    if (steadyMs < m_steadyMs)
        qFatal("the script goes back in time");
    int steps = 0;
    for (auto due = m_book->nextDueMs(); due && *due <= steadyMs; due = m_book->nextDueMs()) {
        m_steadyMs = std::max(m_steadyMs, *due);
        note(m_book->advance(now()));
        if (++steps > 100'000)
            qFatal("the book is due again and again");
    }
    m_steadyMs = steadyMs;
}

void AlertScript::note(const std::vector<AlertMessage> &messages)
{
    for (const AlertMessage &message : messages) {
        const qint64 ms = m_steadyMs - m_shownFromMs;
        QString line = ms % 1000 ? u"%1ms"_s.arg(ms) : u"%1s"_s.arg(ms / 1000);
        line += u" %1 %2 x%3"_s.arg(wireName(message.kind), message.cause).arg(message.count);
        if (message.kind == AlertMessageKind::Resolved)
            line += u" lasted %1s"_s.arg(message.durationMs / 1000);
        m_lines.append(line);
        m_messages.push_back(message);
    }
}

void AlertScript::carryOut(const QString &line)
{
    const QString verb = line.section(u' ', 0, 0);
    const QString rest = line.section(u' ', 1);
    const QString reason = rest.section(u" : "_s, 1).trimmed();
    const QStringList words = rest.section(u" : "_s, 0, 0).split(u' ', Qt::SkipEmptyParts);
    static const QStringList ends{u"fail"_s, u"retry"_s, u"exhaust"_s, u"timeout"_s, u"done"_s, u"cancel"_s};
    static const QStringList lives{u"pend"_s, u"run"_s,   u"report"_s, u"quiet"_s,
                                   u"over"_s, u"under"_s, u"end"_s,    u"crash"_s};
    if (ends.contains(verb)) {
        endRuns(verb, words, reason);
    } else if (lives.contains(verb)) {
        live(verb, words);
    } else if (verb == "store"_L1) {
        note(m_book->take({now().wallMs, StoreFact{words[0] == "up"_L1, reason}}, now()));
    } else if (verb == "disk"_L1) {
        const qint64 free = words[0].chopped(1).toLongLong();
        note(m_book->take({now().wallMs, DiskFact{u"/data"_s, free, 100}}, now()));
    } else if (verb == "missed"_L1 || verb == "met"_L1) {
        expected(verb, words);
    } else if (verb == "silence"_L1) {
        silence(words);
    } else if (verb == "unsilence"_L1) {
        note(m_book->removeSilence(m_book->silences().front().id, now()).value());
    } else if (verb == "ack"_L1) {
        if (!m_book->acknowledge(words[0].toULongLong(), u"ann"_s, now()))
            qFatal("no such episode");
    } else if (verb == "jump"_L1) {
        m_jumpMs += words[0].startsWith(u'-') ? -msOf(words[0].sliced(1)) : msOf(words[0]);
    } else if (verb == "restart"_L1 || verb == "reboot"_L1) {
        restart(words.isEmpty() ? 0 : msOf(words[0]), verb == "reboot"_L1);
    } else if (verb == "rule"_L1) {
        setRules(rest.toUtf8());
    } else {
        qFatal("nobody knows \"%s\"", qPrintable(verb));
    }
}

AlertFact AlertScript::factOf(Process process, ProcessFact::End end, bool isReport) const
{
    process.updatedAt = now().wallMs;
    ProcessFact fact{.process = std::make_shared<const ProcessState>(std::move(process)), .end = end};
    fact.isReport = isReport;
    return {now().wallMs, std::move(fact)};
}

/// `NAME [xN over TIME]`
void AlertScript::endRuns(const QString &verb, const QStringList &words, const QString &reason)
{
    const int count = words.size() > 1 ? words[1].sliced(1).toInt() : 1;
    const qint64 spanMs = words.size() > 3 ? msOf(words[3]) : 0;
    const qint64 beganMs = m_steadyMs;
    for (int i = 0; i < count; ++i) {
        goTo(beganMs + spanMs * i / count);
        // Letters, since digits are masked in names.
        QString letters;
        for (int rest = i; letters.size() < 3; rest /= 26)
            letters.prepend(QChar(u'a' + rest % 26));
        endRun(verb, QString(words[0]).replace(u'%', letters), reason);
    }
}

void AlertScript::endRun(const QString &verb, const QString &name, const QString &reason)
{
    using End = ProcessFact::End;
    Process process;
    process.id = id(u"n%1"_s.arg(++m_runs));
    process.type = ProcessType::backgroundJob();
    process.name = Text(name);
    process.errorMessage = Text(reason);
    process.status = verb == "done"_L1 ? ProcessStatus::Completed
        : verb == "cancel"_L1          ? ProcessStatus::Cancelled
        : verb == "timeout"_L1         ? ProcessStatus::Timeout
                                       : ProcessStatus::Failed;
    RetryState retry;
    if (verb == "retry"_L1)
        retry.status = RetryState::Status::Scheduled;
    else if (verb == "exhaust"_L1)
        retry.status = RetryState::Status::Exhausted;
    if (verb == "retry"_L1 || verb == "exhaust"_L1) {
        process.attempt = verb == "retry"_L1 ? 1 : 3;
        process.retry = retry;
    }
    const End end = endOf(process);
    note(m_book->take(factOf(process, end, true), now()));
}

/// `ID [NAME]`; of the ID `a@web1` the host is `web1`.
void AlertScript::live(const QString &verb, const QStringList &words)
{
    Process &process = m_live[words[0]];
    if (process.id.isNull()) {
        process.id = id(QString(words[0]).replace(u'@', u'.'));
        process.type = ProcessType::aiTask();
        process.createdAt = now().wallMs;
        if (words[0].contains(u'@'))
            process.metadata = Metadata(QJsonObject{{u"host"_s, words[0].section(u'@', 1)}});
    }
    bool isOtherwise = true;
    auto end = ProcessFact::End::None;
    if (verb == "pend"_L1 || verb == "run"_L1) {
        process.name = Text(words[1]);
        process.status = verb == "run"_L1 ? ProcessStatus::Running : ProcessStatus::Pending;
        if (verb == "run"_L1)
            process.startedAt = now().wallMs;
    } else if (verb == "quiet"_L1) {
        process.quietSince = now().wallMs;
        process.quietClock = words.size() > 1 ? quietClockFromString(words[1]).value() : QuietClock::Report;
    } else if (verb == "report"_L1) {
        isOtherwise = process.quietSince.has_value();
        process.quietSince.reset();
    } else if (verb == "over"_L1 || verb == "under"_L1) {
        Resources resources;
        if (verb == "over"_L1)
            resources.overSinceMs = now().wallMs;
        process.details = AttemptDetails{.resources = resources};
    } else {
        process.status = verb == "end"_L1 ? ProcessStatus::Completed : ProcessStatus::Timeout;
        process.errorMessage = verb == "end"_L1 ? Text() : Text(u"no heartbeat");
        process.quietSince.reset();
        end = endOf(process);
    }
    AlertFact fact = factOf(process, end, verb == "run"_L1 || verb == "report"_L1 || verb == "end"_L1);
    std::get<ProcessFact>(fact.what).isOtherwise = isOtherwise;
    std::get<ProcessFact>(fact.what).overdueAfterMs = 60'000;
    note(m_book->take(fact, now()));
    if (end != ProcessFact::End::None)
        m_live.remove(words[0]);
}

/// `NAME TIME`, a wall time or one since the begin.
void AlertScript::expected(const QString &verb, const QStringList &words)
{
    ExpectedFact fact{.name = words[0], .dueMs = msOf(words[1])};
    if (fact.dueMs < m_beginWallMs / 2)
        fact.dueMs += m_beginWallMs;
    fact.isMissed = verb == "missed"_L1;
    fact.reason = fact.isMissed ? u"The server was down"_s : QString();
    note(m_book->take({now().wallMs, fact}, now()));
}

void AlertScript::silence(const QStringList &words)
{
    AlertSilence silence;
    silence.who = u"ann"_s;
    for (const QString &word : words) {
        const QString value = word.section(u'=', 1);
        if (word.startsWith("rule="_L1))
            silence.rule = value;
        else if (word.startsWith("type="_L1))
            silence.type = value;
        else if (word.startsWith("name="_L1))
            silence.name = value;
        else
            silence.endsMs = now().wallMs + msOf(word);
    }
    m_book->addSilence(silence, now());
}

/// Only what is on the disk stays, and what a snapshot of the processes says.
void AlertScript::restart(qint64 awayMs, bool isReboot)
{
    for (const AlertBook::Row &row : m_book->takeChanges(now()).rows) {
        if (row.state.isEmpty())
            m_rows.erase({row.rule, row.cause});
        else
            m_rows[{row.rule, row.cause}] = row.state;
    }
    AlertBook::Kept kept;
    for (const auto &[key, state] : m_rows)
        kept.rows.push_back({key.first, key.second, state});
    kept.silences = m_book->silences();
    kept.lastNumber = m_book->lastNumber();
    if (isReboot) {
        // The steady clock begins anew, and stood at the last moment when the machine went off.
        constexpr qint64 booted = 5'000'000'000;
        kept.waitedMs = booted - m_steadyMs;
        kept.unseenMs = awayMs;
        m_shownFromMs += booted - m_steadyMs - awayMs;
        m_jumpMs += m_steadyMs + awayMs - booted;
        m_steadyMs = booted;
    } else {
        m_steadyMs += awayMs;
    }
    for (AlertSilence &silence : kept.silences)
        silence.endsSteadyMs = m_steadyMs + silence.endsMs - now().wallMs;
    m_book = std::make_unique<AlertBook>();
    note(m_book->setRules(m_rules, now()));
    m_book->restore(kept);
    std::vector<AlertFact> snapshot;
    for (const Process &process : std::as_const(m_live)) {
        AlertFact fact = Procession::factOf(std::make_shared<const ProcessState>(process), now().wallMs, {});
        std::get<ProcessFact>(fact.what).overdueAfterMs = 60'000;
        snapshot.push_back(std::move(fact));
    }
    note(m_book->takeSnapshot(snapshot, now()));
}

} // namespace Procession
