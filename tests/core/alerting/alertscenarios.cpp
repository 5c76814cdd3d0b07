// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertscenarios.h"

#include <QStringList>
#include <QTest>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

const QByteArray failed = R"({"condition": {"kind": "failed"}})";
const QByteArray gathered = R"({"condition": {"kind": "failed"}, "for": 60})";
const QByteArray byType = R"({"condition": {"kind": "failed"}, "group_by": "type"})";
const QByteArray swift = R"({"condition": {"kind": "failed"}, "resolve_after": 10})";
const QByteArray nightly = R"({"condition": {"kind": "failed"}, "reminders": {"most": 0},
    "quiet_hours": {"from": "22:00", "to": "07:00", "time_zone": "UTC"}})";
const QByteArray missed = R"({"condition": {"kind": "missed"}})";
const QByteArray quiet = R"({"condition": {"kind": "quiet"}})";
const QByteArray waiting = R"({"condition": {"kind": "waiting", "longer_than": 600}})";
const QByteArray overdue = R"({"condition": {"kind": "overdue"}})";
const QByteArray host = R"({"condition": {"kind": "host_silent", "longer_than": 120}})";
const QByteArray rate =
    R"({"condition": {"kind": "failure_rate", "more_than_percent": 20, "at_least": 10, "window": 600},
    "group_by": "all"})";

void row(const char *what, const QByteArray &rule, const char *script, const char *until, const QStringList &expected,
         const char *begin = "2026-01-10T12:00:00Z")
{
    QTest::newRow(what) << rule << QString::fromUtf8(script) << QString::fromUtf8(until) << QString::fromUtf8(begin)
                        << expected;
}

void failures()
{
    const QString fired = u"0s fired background_job/imp x1"_s;
    row("a failure", failed, "+0s fail imp", "30m", {fired});
    row("a success", failed, "+0s done imp", "30m", {});
    row("a failure that is made up for", failed, "+0s fail imp; +60s done imp", "30m",
        {fired, u"360s resolved background_job/imp x1 lasted 60s"_s});
    row("another name's success says nothing", failed, "+0s fail imp; +60s done exp", "30m", {fired});
    row("numbers in a name are of the same cause", failed, "+0s fail imp-17; +60s fail imp-18; +2m done imp-19", "30m",
        {u"0s fired background_job/imp-0 x1"_s, u"420s resolved background_job/imp-0 x2 lasted 120s"_s});
    row("two causes", failed, "+0s fail imp; +5s fail exp; +60s done imp", "30m",
        {fired, u"5s fired background_job/exp x1"_s, u"360s resolved background_job/imp x1 lasted 60s"_s});
    row("retries that succeed", failed, "+0s retry imp; +10s retry imp; +30s done imp", "30m", {});
    row("retries that run out", failed, "+0s retry imp; +10s retry imp; +30s exhaust imp", "30m",
        {u"30s fired background_job/imp x1"_s});
    row("each attempt", R"({"condition": {"kind": "failed", "each_attempt": true}})",
        "+0s retry imp; +10s retry imp; +30s done imp", "30m",
        {fired, u"330s resolved background_job/imp x2 lasted 30s"_s});
    row("only where retries run out", R"({"condition": {"kind": "retries_exhausted"}})",
        "+0s fail exp; +5s retry imp; +30s exhaust imp", "30m", {u"30s fired background_job/imp x1"_s});
    row("a cancelled run", failed, "+0s cancel imp", "30m", {});
    row("a timeout is a failure", failed, "+0s timeout imp", "30m", {fired});
    row("but not where that isn't asked for", R"({"condition": {"kind": "failed", "timeouts": false}})",
        "+0s timeout imp", "30m", {});
    row("a failure is no timeout", R"({"condition": {"kind": "timed_out"}})", "+0s fail imp; +5s timeout imp", "30m",
        {u"5s fired background_job/imp x1"_s});
    row("10,000 failures in a minute", failed, "+0s fail imp x10000 over 60s", "50m",
        {fired, u"359994ms reminder background_job/imp x10000"_s});
    row("10,000 that are over", failed, "+0s fail imp x10000 over 60s; +62s done imp", "50m",
        {fired, u"362s resolved background_job/imp x10000 lasted 62s"_s});
    row("10,000 that are gathered", R"({"condition": {"kind": "failed"}, "for": 10})", "+0s fail imp x10000 over 60s",
        "50m", {u"10s fired background_job/imp x1667"_s});
    row("10,000 names in a minute", byType, "+0s fail imp-% x10000 over 60s", "50m",
        {u"0s fired background_job x1"_s, u"359994ms reminder background_job x10000"_s});
    row("a slow burn", failed, "+0s fail imp; +10m fail imp; +20m fail imp; +30m fail imp; +40m fail imp", "50m",
        {fired});
    row("one bad name among thousands", byType,
        "+0s done good-% x2000 over 60s; +60s fail bad; +61s done good-% x2000 over 60s", "50m",
        {u"60s fired background_job x1"_s});
    row("another name of the cause", byType, "+0s fail imp; +10m fail exp", "50m",
        {u"0s fired background_job x1"_s, u"1800s reminder background_job x2"_s});
    row("another name after it was acknowledged", byType, "+0s fail imp; +60s ack 1; +10m fail exp", "2h",
        {u"0s fired background_job x1"_s, u"1800s reminder background_job x2"_s});
    row("a name of the cause that is well, and isn't", byType,
        "+0s fail imp; +1s fail exp; +10m done exp; +20m fail exp", "50m",
        {u"0s fired background_job x1"_s, u"1800s reminder background_job x3"_s});
    row("night after night", failed, "+0s fail imp; +24h fail imp; +48h fail imp; +72h fail imp", "90h",
        {fired, u"3600s reminder background_job/imp x1"_s, u"18000s reminder background_job/imp x1"_s,
         u"75600s reminder background_job/imp x1"_s, u"172800s reminder background_job/imp x3"_s,
         u"259200s reminder background_job/imp x4"_s});
    row("night after night, acknowledged", failed, "+0s fail imp; +60s ack 1; +24h fail imp; +48h fail imp", "90h",
        {fired});
    row("a type is well once each of its names is", byType, "+0s fail imp; +1s fail exp; +60s done imp; +2m done exp",
        "30m", {u"0s fired background_job x1"_s, u"420s resolved background_job x2 lasted 120s"_s});
    row("nothing more is heard", R"({"condition": {"kind": "failed"}, "forget_after": 3600, "reminders": {"most": 0}})",
        "+0s fail imp; +2h fail imp", "4h", {fired, u"7200s fired background_job/imp x1"_s});
}

void holding()
{
    const QString fired = u"0s fired background_job/imp x1"_s;
    row("well before it held", gathered, "+0s fail imp; +30s done imp", "30m", {});
    row("it held", gathered, "+0s fail imp; +30s fail imp", "30m", {u"60s fired background_job/imp x2"_s});
    row("well, and not, before it held", gathered, "+0s fail imp; +30s done imp; +50s fail imp", "30m",
        {u"110s fired background_job/imp x1"_s});
    row("back before it was over", failed, "+0s fail imp; +60s done imp; +2m fail imp; +5m done imp", "30m",
        {fired, u"600s resolved background_job/imp x2 lasted 300s"_s});
    row("reminders back off, and end", failed, "+0s fail imp", "100h",
        {fired, u"3600s reminder background_job/imp x1"_s, u"18000s reminder background_job/imp x1"_s,
         u"75600s reminder background_job/imp x1"_s});
    row("no reminders", R"({"condition": {"kind": "failed"}, "reminders": {"first_after": 0}})", "+0s fail imp", "70h",
        {fired});
    row("a reminder knows the count", failed, "+0s fail imp; +30m fail imp", "70m",
        {fired, u"3600s reminder background_job/imp x2"_s});
    row("no reminder of what is over", failed, "+0s fail imp; +50m done imp", "3h",
        {fired, u"3300s resolved background_job/imp x1 lasted 3000s"_s});
    row("no reminder of what seems to be over", failed, "+0s fail imp; +58m done imp", "3h",
        {fired, u"3780s resolved background_job/imp x1 lasted 3480s"_s});
    row("acknowledged", failed, "+0s fail imp; +10m ack 1; +20m fail imp", "30h", {fired});
    row("acknowledged, and over", failed, "+0s fail imp; +10m ack 1; +2h done imp", "30h",
        {fired, u"7500s resolved background_job/imp x1 lasted 7200s"_s});
    row("acknowledged is that episode only", failed, "+0s fail imp; +10m ack 1; +20m done imp; +3h fail imp", "270m",
        {fired, u"1500s resolved background_job/imp x1 lasted 1200s"_s, u"10800s fired background_job/imp x1"_s,
         u"14400s reminder background_job/imp x1"_s});
}

void flapping()
{
    const QString all = u"background_job/imp"_s;
    const QStringList begin{u"0s fired background_job/imp x1"_s, u"20s resolved background_job/imp x1 lasted 10s"_s,
                            u"60s fired background_job/imp x1"_s, u"80s resolved background_job/imp x1 lasted 10s"_s};
    const QString flaps = u"120s flapping background_job/imp x1"_s;
    const char *const script =
        "+0s fail imp; +10s done imp; +60s fail imp; +70s done imp; +120s fail imp; +130s done imp;"
        "+180s fail imp; +190s done imp";
    row("flapping", swift, script, "3h",
        begin + QStringList{flaps, u"1990s resolved background_job/imp x2 lasted 190s"_s});
    row("flapping, and bad for good", swift,
        "+0s fail imp; +10s done imp; +60s fail imp; +70s done imp; +120s fail imp; +130s done imp; +180s fail imp",
        "50m", begin + QStringList{flaps, u"1980s fired background_job/imp x2"_s});
    row("a failure after the flapping", swift,
        "+0s fail imp; +10s done imp; +60s fail imp; +70s done imp; +120s fail imp; +130s done imp; +1h fail imp",
        "70m",
        begin
            + QStringList{flaps, u"1930s resolved background_job/imp x1 lasted 130s"_s,
                          u"3600s fired background_job/imp x1"_s});
    row("flapping isn't reminded of", swift,
        "+0s fail imp; +10s done imp; +60s fail imp; +70s done imp; +120s fail imp; +10m done imp; +20m fail imp;"
        "+40m done imp; +60m fail imp; +80m done imp; +100m fail imp",
        "110m", begin + QStringList{flaps});
    row("flapping over a restart", swift,
        "+0s fail imp; +10s done imp; +60s fail imp; +70s done imp; +120s fail imp; +130s done imp; +150s restart 10s;"
        "+180s fail imp; +190s done imp",
        "3h", begin + QStringList{flaps, u"1990s resolved background_job/imp x2 lasted 190s"_s});
    row("a restart before it is flapping", swift,
        "+0s fail imp; +10s done imp; +60s fail imp; +70s done imp; +90s restart 10s; +120s fail imp; +130s done imp",
        "3h", begin + QStringList{flaps, u"1930s resolved background_job/imp x1 lasted 130s"_s});
    row("seldom is no flapping", swift,
        "+0s fail imp; +10s done imp; +40m fail imp; +2410s done imp; +80m fail imp; +4810s done imp", "3h",
        {u"0s fired background_job/imp x1"_s, u"20s resolved background_job/imp x1 lasted 10s"_s,
         u"2400s fired background_job/imp x1"_s, u"2420s resolved background_job/imp x1 lasted 10s"_s,
         u"4800s fired background_job/imp x1"_s, u"4820s resolved background_job/imp x1 lasted 10s"_s});
    row("what flapped while it was silenced", swift,
        "+0s silence 10m; +10s fail imp; +20s done imp; +60s fail imp; +70s done imp; +120s fail imp; +130s done imp;"
        "+15m fail imp",
        "50m", {u"900s fired background_job/imp x1"_s});
    row("flapping that nobody asks for",
        R"({"condition": {"kind": "failed"}, "resolve_after": 10, "flapping": {"times": 0}})",
        "+0s fail imp; +10s done imp; +60s fail imp; +70s done imp; +120s fail imp; +130s done imp", "3h",
        begin
            + QStringList{u"120s fired background_job/imp x1"_s, u"140s resolved background_job/imp x1 lasted 10s"_s});
}

void hushing()
{
    const QString fired = u"0s fired background_job/imp x1"_s;
    row("over while silenced", failed, "+0s silence 1h; +10s fail imp; +20s done imp", "3h", {});
    row("a silence that ends while it lasts", failed, "+0s silence 30m; +10s fail imp", "50m",
        {u"1800s fired background_job/imp x1"_s});
    row("a silence that is ended", failed, "+0s silence 1h; +10s fail imp; +60s unsilence", "30m",
        {u"60s fired background_job/imp x1"_s});
    row("a silence of another name", failed, "+0s silence name=exp* 1h; +10s fail imp", "30m",
        {u"10s fired background_job/imp x1"_s});
    row("a silence of the name", failed, "+0s silence name=im* 1h; +10s fail imp", "30m", {});
    row("two silences", failed, "+0s silence 10m; +1s silence 20m; +10s fail imp", "50m",
        {u"1201s fired background_job/imp x1"_s});
    row("one name silenced for longer than the other", byType,
        "+0s silence name=imp 10m; +1s silence name=exp 20m; +10s fail imp; +11s fail exp", "25m",
        {u"600s fired background_job x2"_s});
    row("a silence of the type", failed, "+0s silence type=background_job 1h; +10s fail imp", "30m", {});
    row("a silence of another type", failed, "+0s silence type=ai_task 1h; +10s fail imp", "30m",
        {u"10s fired background_job/imp x1"_s});
    row("a silence of the rule", failed, "+0s silence rule=ru?e 1h; +10s fail imp", "30m", {});
    row("a silence of another rule", failed, "+0s silence rule=disk 1h; +10s fail imp", "30m",
        {u"10s fired background_job/imp x1"_s});
    row("a silence of one name of a group", byType, "+0s silence name=bad 1h; +10s fail bad; +20s fail imp", "30m",
        {u"20s fired background_job x2"_s});
    row("what was told is told to be over", failed, "+0s fail imp; +10s silence 1h; +60s done imp", "3h",
        {fired, u"360s resolved background_job/imp x1 lasted 60s"_s});
    row("a silence holds reminders", failed, "+0s fail imp; +50m silence 1h", "3h",
        {fired, u"6600s reminder background_job/imp x1"_s});
    row("a silence over a restart", failed, "+0s silence 30m; +10s fail imp; +60s restart 10s", "50m",
        {u"1800s fired background_job/imp x1"_s});
}

void nights()
{
    const char *const evening = "2026-01-10T23:00:00Z"; // the quiet hours end 8 h later
    const char *const before = "2026-01-10T21:00:00Z";
    row("a message waits for the morning", nightly, "+0s fail imp; +1h fail imp", "12h",
        {u"28800s fired background_job/imp x2"_s}, evening);
    QByteArray critical = nightly;
    critical.replace("{\"condition\": {", "{\"severity\": \"critical\", \"condition\": {");
    row("a critical one doesn't", critical, "+0s fail imp", "12h", {u"0s fired background_job/imp x1"_s}, evening);
    QByteArray held = critical;
    held.replace("\"from\"", "\"critical_passes\": false, \"from\"");
    row("it does where that is asked for", held, "+0s fail imp", "12h", {u"28800s fired background_job/imp x1"_s},
        evening);
    row("over before the morning", nightly, "+0s fail imp; +60s done imp", "12h",
        {u"28800s resolved background_job/imp x1 lasted 60s"_s}, evening);
    row("several times in one night", nightly,
        "+0s fail imp; +1m done imp; +1h fail imp; +62m done imp; +2h fail imp; +125m done imp", "12h",
        {u"28800s resolved background_job/imp x3 lasted 7500s"_s}, evening);
    row("told in the evening, over in the night", nightly, "+0s fail imp; +2h done imp", "12h",
        {u"0s fired background_job/imp x1"_s, u"36000s resolved background_job/imp x1 lasted 7200s"_s}, before);
    row("told in the evening, over, and back", nightly, "+0s fail imp; +2h done imp; +3h fail imp", "12h",
        {u"0s fired background_job/imp x1"_s}, before);
    row("silenced in the night", nightly, "+0s silence 2h; +10s fail imp; +60s done imp", "12h", {}, evening);
    row("quiet hours over a restart", nightly, "+0s fail imp; +1h restart 10m", "12h",
        {u"28800s fired background_job/imp x1"_s}, evening);
    QByteArray reminded = nightly;
    reminded.replace("\"most\": 0", "\"most\": 1");
    row("a reminder waits, too", reminded, "+0s fail imp", "12h",
        {u"0s fired background_job/imp x1"_s, u"36000s reminder background_job/imp x1"_s}, "2026-01-10T21:00:00Z");

    // In the night to 2026-03-29 the clocks of Berlin are put forward, in that to 2026-10-25 back.
    const QByteArray berlin = R"({"condition": {"kind": "missed"}, "reminders": {"most": 0},
        "quiet_hours": {"from": "22:00", "to": "07:00", "time_zone": "Europe/Berlin"}})";
    row("missed in the hour that is left out", berlin, "+4h missed nightly 2026-03-29T01:00:00Z", "12h",
        {u"27000s fired nightly x1"_s}, "2026-03-28T21:30:00Z");
    row("missed in the hour that comes twice", berlin,
        "+4h missed nightly 2026-10-25T00:30:00Z; +5h missed nightly 2026-10-25T01:30:00Z", "12h",
        {u"34200s fired nightly x2"_s}, "2026-10-24T20:30:00Z");
    row("a missed run", missed, "+10s missed nightly 0s; +10m met nightly 8m", "30m",
        {u"10s fired nightly x1"_s, u"900s resolved nightly x1 lasted 590s"_s});
    row("a missed run that is told twice", missed,
        "+10s missed nightly 0s; +20s missed nightly 0s; +10m met nightly 8m", "30m",
        {u"10s fired nightly x1"_s, u"900s resolved nightly x1 lasted 590s"_s});
    row("a missed run that is told after a restart", missed,
        "+10s missed nightly 1s; +10m met nightly 8m; +5h restart 10s; +6h missed nightly 1s", "8h",
        {u"10s fired nightly x1"_s, u"900s resolved nightly x1 lasted 590s"_s});
    row("a run that came", missed, "+10s met nightly 1s", "30m", {});
}

void clocks()
{
    const QString fired = u"0s fired background_job/imp x1"_s;
    row("the clock is put forward", gathered, "+0s fail imp; +10s jump 1h; +2m done imp", "30m",
        {u"60s fired background_job/imp x1"_s, u"420s resolved background_job/imp x1 lasted 120s"_s});
    row("the clock is put back", failed, "+0s fail imp; +10s jump -1h; +60s done imp", "30m",
        {fired, u"360s resolved background_job/imp x1 lasted 60s"_s});
    row("the clock moves no silence", failed, "+0s silence 30m; +10s fail imp; +20s jump 2h", "50m",
        {u"1800s fired background_job/imp x1"_s});
    row("the clock moves no reminder", failed, "+0s fail imp; +20s jump 5h", "70m",
        {fired, u"3600s reminder background_job/imp x1"_s});
    row("quiet hours go by the clock that was set", nightly, "+0s fail imp; +60s jump 9h", "30m",
        {u"300s fired background_job/imp x1"_s}, "2026-01-10T23:00:00Z");
    row("a restart repeats nothing", failed, "+0s fail imp; +60s restart 10s; +2m fail imp; +3m done imp", "30m",
        {fired, u"480s resolved background_job/imp x2 lasted 180s"_s});
    row("a restart while it is gathered", gathered, "+0s fail imp; +30s restart 60s", "30m",
        {u"90s fired background_job/imp x1"_s});
    row("a restart while it seems to be over", failed, "+0s fail imp; +60s done imp; +2m restart 10s", "30m",
        {fired, u"360s resolved background_job/imp x1 lasted 60s"_s});
    row("a restart keeps the reminders", failed, "+0s fail imp; +50m restart 10s; +2h restart 10s", "6h",
        {fired, u"3600s reminder background_job/imp x1"_s, u"18000s reminder background_job/imp x1"_s});
    row("a restart keeps who acknowledged it", failed, "+0s fail imp; +10s ack 1; +50m restart 10s", "6h", {fired});
    row("the machine was off while it was gathered", gathered, "+0s fail imp; +30s reboot 1h", "2h",
        {u"3660s fired background_job/imp x1"_s});
    row("the machine was off while it lasted", failed, "+0s fail imp; +30s reboot 30m; +40m done imp", "50m",
        {fired, u"2700s resolved background_job/imp x1 lasted 2400s"_s});
    row("the machine was off while it seemed to be over", failed, "+0s fail imp; +60s done imp; +2m reboot 30m", "50m",
        {fired, u"2160s resolved background_job/imp x1 lasted 60s"_s});
}

void states()
{
    const QString fired = u"60s fired ai_task/job x1"_s;
    row("a quiet process", quiet, "+0s run a job; +60s quiet a; +2m report a", "30m",
        {fired, u"420s resolved ai_task/job x1 lasted 60s"_s});
    row("a quiet process that ends", quiet, "+0s run a job; +60s quiet a; +2m end a", "30m",
        {fired, u"420s resolved ai_task/job x1 lasted 60s"_s});
    row("quiet for less than it must hold", R"({"condition": {"kind": "quiet"}, "for": 120})",
        "+0s run a job; +60s quiet a; +2m report a", "30m", {});
    row("several quiet ones", quiet,
        "+0s run a job; +1s run b job; +2s run c job; +60s quiet a; +61s quiet b; +62s quiet c; +2m report a; +3m "
        "report b;"
        "+4m report c",
        "30m", {fired, u"540s resolved ai_task/job x3 lasted 180s"_s});
    row("quiet by one clock", R"({"condition": {"kind": "quiet", "clock": "output"}})",
        "+0s run a job; +1s run b job; +30s quiet b progress; +60s quiet a output", "30m", {fired});
    row("quiet over a restart", quiet, "+0s run a job; +60s quiet a; +70s restart 10s; +2m report a", "30m",
        {fired, u"420s resolved ai_task/job x1 lasted 60s"_s});
    row("quiet by host", R"({"condition": {"kind": "quiet"}, "group_by": "metadata:host"})",
        "+0s run a@web1 job; +1s run b@web2 job; +60s quiet a@web1; +61s quiet b@web2", "30m",
        {u"60s fired web1 x1"_s, u"61s fired web2 x1"_s});
    row("waiting", waiting, "+0s pend a job; +700s run a job", "30m",
        {u"600s fired ai_task/job x1"_s, u"1000s resolved ai_task/job x1 lasted 100s"_s});
    row("waiting for less", waiting, "+0s pend a job; +500s run a job", "30m", {});
    row("waiting over a restart", waiting, "+0s pend a job; +5m restart 60s", "30m", {u"600s fired ai_task/job x1"_s});
    row("told to wait before a restart", waiting, "+0s pend a job; +11m restart 60s; +13m run a job", "30m",
        {u"600s fired ai_task/job x1"_s, u"1080s resolved ai_task/job x1 lasted 180s"_s});
    row("overdue", overdue, "+0s run a job; +100s end a", "30m", {fired, u"400s resolved ai_task/job x1 lasted 40s"_s});
    row("as long as ever", overdue, "+0s run a job; +50s end a", "30m", {});
    row("over a limit", R"({"condition": {"kind": "over_limit"}})", "+0s run a job; +60s over a; +70s under a", "30m",
        {fired, u"370s resolved ai_task/job x1 lasted 10s"_s});
    row("a silent host", host,
        "+0s run a@web1 job; +30s report a@web1; +200s report a@web1; +5m report a@web1; +400s end a@web1", "30m",
        {u"150s fired web1 x1"_s, u"500s resolved web1 x1 lasted 50s"_s});
    row("a host that says one thing only", host, "+0s run a@web1 job; +30s report a@web1; +200s report a@web1", "30m",
        {u"150s fired web1 x1"_s});
    row("a host that is done", host, "+0s run a@web1 job; +30s end a@web1", "30m", {});
    row("a host of which one reports", host,
        "+0s run a@web1 job; +1s run b@web1 job; +100s report b@web1; +200s report b@web1; +250s end b@web1;"
        "+300s end a@web1",
        "30m", {});
    row("a host after a restart is given time", host, "+0s run a@web1 job; +60s restart 5m", "470s", {});
    row("a host that stays silent after a restart", host, "+0s run a@web1 job; +3m restart 60s", "30m",
        {u"120s fired web1 x1"_s});
    row("the store", R"({"condition": {"kind": "store_unwritable"}})",
        "+0s store up; +10s store down; +20s store down; +60s store up", "30m",
        {u"10s fired store x1"_s, u"360s resolved store x1 lasted 50s"_s});
    row("a disk around its limit", R"({"condition": {"kind": "disk_low", "free_percent": 10}})",
        "+0s disk 11%; +60s disk 9%; +2m disk 10%; +3m disk 9%; +4m disk 20%", "30m",
        {u"60s fired /data x1"_s, u"540s resolved /data x2 lasted 180s"_s});
}

void rates()
{
    row("at the threshold", rate, "+0s done imp x8 over 8s; +10s fail imp x2 over 2s", "30m", {});
    row("above the threshold", rate, "+0s done imp x8 over 8s; +10s fail imp x3 over 3s", "30m",
        {u"12s fired all x3"_s});
    row("too few to say", rate, "+0s fail imp x9 over 9s", "30m", {});
    row("enough to say", rate, "+0s fail imp x10 over 10s", "30m", {u"9s fired all x10"_s});
    row("below it again", rate, "+0s done imp x8 over 8s; +10s fail imp x3 over 3s; +20s done imp x20 over 20s", "30m",
        {u"12s fired all x3"_s, u"323s resolved all x3 lasted 11s"_s});
    row("nothing runs any more", rate, "+0s fail imp x10 over 10s", "50m", {u"9s fired all x10"_s});
    row("a few successes after a while", rate, "+0s fail imp x10 over 10s; +20m done imp x2 over 2s", "50m",
        {u"9s fired all x10"_s, u"1500s resolved all x10 lasted 1191s"_s});
    row("a failure now and then among many", rate,
        "+0s done imp x50 over 50s; +50s fail imp; +60s done imp x50 over 50s; +110s fail imp; +120s done imp x50 over "
        "50s",
        "30m", {});
    row("the good ones are too long ago", rate, "+0s done imp x40 over 1s; +9m fail imp x10 over 10s", "20m",
        {u"620s fired all x10"_s});
    row("the rate over a restart", rate,
        "+0s done imp x8 over 8s; +10s fail imp x2 over 2s; +20s restart 5s; +30s fail imp", "20m",
        {u"30s fired all x3"_s});
    row("a failure that is retried is none yet", rate, "+0s retry imp x20 over 20s", "30m", {});
}

void rules()
{
    const QString fired = u"0s fired background_job/imp x1"_s;
    row("a rule that is off", R"({"condition": {"kind": "failed"}, "enabled": false})", "+0s fail imp", "30m", {});
    row("a name in its scope", R"({"condition": {"kind": "failed"}, "scope": {"name": "im*"}})",
        "+0s fail imp; +1s fail exp", "30m", {fired});
    row("a type out of its scope", R"({"condition": {"kind": "failed"}, "scope": {"types": ["ai_task"]}})",
        "+0s fail imp", "30m", {});
    row("two rules", R"({"name": "a", "condition": {"kind": "failed"}}
        ---
        {"name": "b", "condition": {"kind": "failed"}, "for": 60, "group_by": "all"})",
        "+0s fail imp; +1s fail exp", "30m", {fired, u"1s fired background_job/exp x1"_s, u"60s fired all x2"_s});
    row("a rule that is told elsewhere from now on", failed,
        R"(+0s fail imp; +60s rule {"condition": {"kind": "failed"}, "channels": ["ops"]}; +2m done imp)", "30m",
        {fired, u"420s resolved background_job/imp x1 lasted 120s"_s});
    row("a rule about something else", failed,
        R"(+0s fail imp; +60s rule {"condition": {"kind": "failed"}, "group_by": "type"}; +2m fail imp)", "30m",
        {fired, u"120s fired background_job x1"_s});
}

} // namespace

void addAlertScenarios()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("until");
    QTest::addColumn<QString>("begin");
    QTest::addColumn<QStringList>("expected");
    failures();
    holding();
    flapping();
    hushing();
    nights();
    clocks();
    states();
    rates();
    rules();
}

} // namespace Procession
