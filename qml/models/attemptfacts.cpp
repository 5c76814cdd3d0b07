// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptfacts.h"

#include "actortext.h"
#include "durationtext.h"
#include "rowtext.h"
#include "sizetext.h"
#include "timetext.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace Procession {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Attempt", text);
}

/// Adds fields that hold something.
class Fields
{
public:
    void add(const QString &label, const QString &value)
    {
        if (!value.isEmpty())
            m_list << label << shownLines(value);
    }
    void addTime(const QString &label, std::optional<qint64> time)
    {
        add(label, time ? TimeText::moment(*time) : QString());
    }
    void addDuration(const QString &label, std::optional<qint64> milliseconds)
    {
        add(label, milliseconds ? durationText(*milliseconds) : QString());
    }
    /// The latest value and, where it was higher before, the peak.
    void addPeak(const QString &label, const QString &latest, const QString &peak, bool isOver)
    {
        if (peak.isEmpty() || peak == latest)
            add(label, latest);
        else
            add(label,
                isOver || latest.isEmpty() ? tr("%1 at most").arg(peak) : tr("%1, %2 at most").arg(latest, peak));
    }
    QStringList take() { return std::move(m_list); }

private:
    QStringList m_list;
};

QString bytes(std::optional<qint64> number)
{
    return number ? sizeText(*number) : QString();
}

QString percent(std::optional<double> number)
{
    return number ? tr("%1%").arg(QLocale().toString(std::round(*number), 'f', 0)) : QString();
}

QString count(std::optional<int> number)
{
    return number ? QLocale().toString(*number) : QString();
}

QString sourceText(Resources::Source source)
{
    switch (source) {
    case Resources::Source::Reporter:
        return tr("as its reporter says");
    case Resources::Source::Proc:
        return tr("of its whole tree, by /proc");
    case Resources::Source::Cgroup:
        return tr("of its control group");
    }
    Q_UNREACHABLE();
}

void addUse(Fields &fields, const Resources &use, const AttemptLimits *limits, bool isOver)
{
    fields.addPeak(tr("Memory"), bytes(use.memory), bytes(use.memoryPeak), isOver);
    if (limits)
        fields.add(tr("Memory limit"), bytes(limits->maxMemory));
    fields.addPeak(tr("Processor"), percent(use.cpuPercent), percent(use.cpuPercentPeak), isOver);
    fields.addDuration(tr("Processor time"), use.cpuTimeMs);
    if (limits && limits->maxCpuTime)
        fields.addDuration(tr("Its limit"), limits->maxCpuTime->count());
    fields.add(tr("Read"), bytes(use.readBytes));
    fields.add(tr("Written"), bytes(use.writtenBytes));
    fields.addPeak(tr("Threads"), count(use.threads), count(use.threadsPeak), isOver);
    fields.addPeak(tr("Processes"), count(use.processes), count(use.processesPeak), isOver);
    fields.add(tr("Measured"), sourceText(use.source));
}

} // namespace

QString exitText(const Attempt &attempt)
{
    const Exit *exit = attempt.details && attempt.details->exit ? &*attempt.details->exit : nullptr;
    if (!exit)
        return {};
    QStringList parts;
    if (!exit->signal.isEmpty())
        parts << shownText(exit->signal);
    else if (exit->code)
        parts << tr("Exit code %1").arg(*exit->code);
    if (exit->outOfMemory)
        parts << (parts.isEmpty() ? tr("Out of memory") : tr("out of memory"));
    return parts.join(tr(", "));
}

QStringList attemptFacts(const Process &process, const Attempt &attempt)
{
    Fields fields;
    const bool isOver = attempt.endedAt.has_value();
    const AttemptDetails *details = attempt.details ? &*attempt.details : nullptr;
    fields.add(tr("Ended by"), exitText(attempt));
    if (details && details->exit)
        fields.add(tr("Reason"), details->exit->reason);
    if (details && details->cancelledBy) {
        const Origin &origin = *details->cancelledBy;
        fields.add(tr("Cancelled"),
                   origin.actor && origin.actor->kind == Actor::Kind::Server ? tr("by this server")
                                                                             : actorText(origin.actor));
        fields.add(tr("Its reason"), origin.reason);
    }
    fields.addTime(tr("Started"), attempt.startedAt);
    fields.addTime(tr("Ended"), attempt.endedAt);
    if (attempt.startedAt && attempt.endedAt)
        fields.addDuration(tr("Took"), *attempt.endedAt - *attempt.startedAt);
    if (isOver && attempt.progress)
        fields.add(tr("Progress"), percent(std::floor(*attempt.progress)));
    if (details && details->resources)
        addUse(fields, *details->resources, process.dispatch.limits(), isOver);
    return fields.take();
}

} // namespace Procession
