// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Reads lines of expression, time zone and a time in ms, with tabs between them, and answers each with the next times in
// ms, or with the reason why there are none: for bench/peers/node/cron.js, which compares them with other libraries.
#include "schedulerule.h"

#include <QTextStream>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr int times = 5;

QString answerTo(const QStringList &fields)
{
    if (fields.size() != 3)
        return u"error: three fields"_s;
    const auto zone = timeZoneFrom(fields.at(1));
    if (!zone)
        return u"error: "_s + zone.error().message;
    const auto rule = ScheduleRule::parse(fields.at(0), *zone);
    if (!rule)
        return u"error: "_s + rule.error().message;
    QStringList found;
    auto next = rule->nextAfter(fields.at(2).toLongLong());
    while (next && found.size() < times) {
        found += QString::number(*next);
        next = rule->nextAfter(*next);
    }
    return found.join(u' ');
}

} // namespace

int main()
{
    QTextStream input(stdin);
    QTextStream output(stdout);
    QString line;
    while (input.readLineInto(&line))
        output << answerTo(line.split(u'\t')) << '\n';
    return 0;
}
