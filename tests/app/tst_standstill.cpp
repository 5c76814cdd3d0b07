// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// Bytes that no compression makes fewer.
QByteArray incompressible(qint64 size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(1);
    random.fillRange(reinterpret_cast<quint32 *>(bytes.data()), size / 4); // NOLINT: whole words
    return bytes;
}

} // namespace

/// What a daemon does about output by itself: whom it ends for printing nothing, and what it keeps of those who printed.
class TestStandstill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whoStandsStillIsToldAndThenEnded();
    void aRunStandsStillToo();
    void keepsNoMoreOutputThanItMay();
    void forgetsTheOutputOfWhoIsGone();

private:
    void start(const QString &id, const QByteArray &more = {}) const
    {
        m_daemon->ask("POST", u"/processes"_s,
                      R"({"process_type":"background_job","status":"running","name":"n","process_id":")" + id.toUtf8()
                          + '"' + more + '}');
    }
    int print(const QString &id, const QByteArray &bytes) const
    {
        return askHttp(m_daemon->url() + u"/processes/%1/output"_s.arg(id), m_daemon->token(), "POST", bytes,
                       "text/plain")
            .status;
    }
    qint64 printed(const QString &id) const
    {
        return m_daemon->ask("GET", u"/processes/%1/attempts"_s.arg(id))["attempts"_L1][0]["output"_L1]["length"_L1]
            .toInteger();
    }
    /// The kinds of its events that tell of a silence or an end, each with its reason.
    QStringList fate(const QString &id) const
    {
        QStringList kinds;
        for (const QJsonValue &event :
             m_daemon->ask("GET", u"/processes/%1/events"_s.arg(id)).value("events"_L1).toArray()) {
            const QString kind = event["event"_L1].toString();
            if (kind == "fell_quiet"_L1 || kind == "timed_out"_L1)
                kinds.append(kind == "fell_quiet"_L1 ? kind + u": "_s + event["reason"_L1].toString() : kind);
        }
        return kinds;
    }
    QString folderOf(const QString &name) const { return m_daemon->folder() + u"/procession/"_s + name; }

    std::unique_ptr<Daemon> m_daemon;
};

void TestStandstill::init()
{
    m_daemon = std::make_unique<Daemon>();
}

void TestStandstill::whoStandsStillIsToldAndThenEnded()
{
    QVERIFY(m_daemon->start());
    start(u"silent"_s, R"(,"output_timeout":6)");
    start(u"stuck"_s, R"(,"progress_timeout":6)");
    start(u"lively"_s, R"(,"output_timeout":6,"progress_timeout":6)");
    double progress = 0;
    const auto areOver = [&] {
        // The silent one reports, the stuck one prints, and the lively one does both.
        m_daemon->ask("PATCH", u"/processes/silent"_s, R"({"message":"busy"})");
        print(u"stuck"_s, "busy\n");
        m_daemon->ask("PATCH", u"/processes/stuck"_s, R"({"progress":7})");
        print(u"lively"_s, "busy\n");
        progress += 0.1;
        m_daemon->ask("PATCH", u"/processes/lively"_s, R"({"progress":)" + QByteArray::number(progress) + '}');
        return m_daemon->statusOf(u"silent"_s) == "timeout"_L1 && m_daemon->statusOf(u"stuck"_s) == "timeout"_L1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(areOver(), 60'000);
    QCOMPARE(fate(u"silent"_s), QStringList({u"fell_quiet: no output"_s, u"timed_out"_s}));
    QCOMPARE(m_daemon->processOf(u"silent"_s).value("error_message"_L1).toString(),
             u"No output for 6 s (output_timeout)"_s);
    QCOMPARE(fate(u"stuck"_s), QStringList({u"fell_quiet: no progress"_s, u"timed_out"_s}));
    QCOMPARE(m_daemon->processOf(u"stuck"_s).value("error_message"_L1).toString(),
             u"No progress for 6 s (progress_timeout)"_s);
    QCOMPARE(m_daemon->statusOf(u"lively"_s), u"running"_s);
}

/// The command of `processionctl run` ends with the process.
void TestStandstill::aRunStandsStillToo()
{
    QVERIFY(m_daemon->start());
    Ctl run(*m_daemon,
            {u"run"_s, u"--id"_s, u"job"_s, u"--output-timeout"_s, u"2"_s, u"--"_s, u"sh"_s, u"-c"_s,
             u"echo begin; sleep 1000"_s});
    QVERIFY(run.exitCode() != 0);
    QCOMPARE(m_daemon->statusOf(u"job"_s), u"timeout"_s);
    QCOMPARE(printed(u"job"_s), 6);
}

void TestStandstill::keepsNoMoreOutputThanItMay()
{
    constexpr qint64 mebi = 1024 * 1024;
    QFile config(m_daemon->folder() + u"/settings.toml"_s);
    QVERIFY(config.open(QIODevice::WriteOnly)
            && config.write("[output]\nmax_bytes_per_attempt = 4194304\nmax_bytes = 6291456\n") > 0);
    config.close();
    QVERIFY(m_daemon->start({u"--config"_s, config.fileName()}));
    const QByteArray bytes = incompressible(mebi + mebi / 2);
    for (const char *name : {"live", "first", "second", "third", "fourth"}) {
        const QString id = QString::fromLatin1(name);
        start(id);
        QCOMPARE(print(id, bytes), 200);
        if (id != "live"_L1)
            m_daemon->ask("PATCH", u"/processes/"_s + id, R"({"status":"completed"})");
    }
    // One that prints more than it may loses its middle, live or not.
    start(u"chatty"_s);
    for (int i = 0; i < 4; ++i)
        QCOMPARE(print(u"chatty"_s, bytes), 200);
    const QJsonObject chatty =
        m_daemon->ask("GET", u"/processes/chatty/attempts"_s)["attempts"_L1][0]["output"_L1].toObject();
    QCOMPARE(chatty["length"_L1].toInteger(), 6 * mebi);
    QCOMPARE(chatty["kept_from_start"_L1].toInteger(), mebi);
    QVERIFY(chatty["length"_L1].toInteger() - chatty["cut_to"_L1].toInteger() <= 3 * mebi);

    // The next start looks through all: what was printed first goes, but nothing that is live.
    QCOMPARE(m_daemon->stop(), 0);
    QVERIFY(m_daemon->start({u"--config"_s, config.fileName()}));
    QTRY_COMPARE(printed(u"first"_s), 0);
    QTRY_COMPARE(printed(u"second"_s), 0);
    QTRY_COMPARE(printed(u"third"_s), 0);
    QCOMPARE(printed(u"live"_s), bytes.size());
    QCOMPARE(printed(u"chatty"_s), 4 * bytes.size());
}

void TestStandstill::forgetsTheOutputOfWhoIsGone()
{
    QVERIFY(m_daemon->start());
    start(u"kept"_s);
    start(u"removed"_s);
    for (const QString &id : {u"kept"_s, u"removed"_s})
        QCOMPARE(print(id, "printed"), 200);
    const auto folders = [this] {
        return QDir(folderOf(u"output"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    };
    const QStringList both = folders();
    QCOMPARE(both.size(), 2);
    for (const QString &id : {u"kept"_s, u"removed"_s})
        m_daemon->ask("PATCH", u"/processes/"_s + id, R"({"status":"completed"})");
    int status = 0;
    m_daemon->ask("DELETE", u"/processes/removed"_s, {}, &status);
    QCOMPARE(status, 204);
    QTRY_COMPARE(folders().size(), 1);
    QCOMPARE(printed(u"kept"_s), 7);

    // What nobody knows any more goes at the next start: here that of a number that no process has.
    QCOMPARE(m_daemon->stop(), 0);
    const QString stray = folderOf(u"output/3-0123456789abcdef"_s);
    QVERIFY(QDir().mkpath(stray + u"/1"_s));
    QFile file(stray + u"/1/0-1-0-18c5e0a1b00.out"_s);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("anything") > 0);
    file.close();
    QVERIFY(m_daemon->start());
    QTRY_COMPARE(folders(), QStringList{both.constFirst()});
    QCOMPARE(printed(u"kept"_s), 7);
}

QTEST_GUILESS_MAIN(TestStandstill)
#include "tst_standstill.moc"
