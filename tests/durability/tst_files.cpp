// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files.h"
#include "programs.h"

#include <QDirIterator>
#include <QJsonArray>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

QByteArray startOf(const QString &id)
{
    return R"({"process_type":"ai_task","name":"x","process_id":")" + id.toLatin1() + "\"}";
}

/// What lies below the folder and has rights for group or others; the programs start with the test's own umask of 0.
QStringList openBelow(const QString &folder)
{
    QStringList open;
    QDirIterator files(folder, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        if (!QFileInfo(path).isSymLink() && (modeOf(path) & 077) != 0)
            open.append(path + u' ' + QString::number(modeOf(path), 8));
    }
    return open;
}

} // namespace

/// The files that the programs write: who may read them, and what an error of the disk does.
class TestFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ::umask(0); }

    void areTheirOwnersAlone();
    void areClosedWhereTheyWereOpen();
    void keepTheTokenSecret();
    void endWhereTheLimitIs();
    void backupsDoNotFollowLinks_data();
    void backupsDoNotFollowLinks();
    void backupsSayWhatTheyLack_data();
    void backupsSayWhatTheyLack();
    void exportsDoNotFollowLinks();
    void commandsRunWithTheUsersUmask();
};

void TestFiles::areTheirOwnersAlone()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    daemon.ask("POST", u"/processes"_s, startOf(u"a"_s));
    const QString data = daemon.folder() + u"/procession"_s;
    QCOMPARE(modeOf(data), 0700);
    for (const char *name : {"procession.db", "procession.db-wal", "procession.db-shm", "procession.lock", "token"})
        QVERIFY2(QFile::exists(data + u'/' + QLatin1StringView(name)), name);
    QCOMPARE(openBelow(daemon.folder()), QStringList());

    QCOMPARE(askHttp(daemon.url() + u"/processes/a/output"_s, daemon.token(), "POST", "a", "text/plain").status, 200);

    const QString copy = daemon.folder() + u"/copy.db"_s;
    QCOMPARE(Ctl(daemon, {u"backup"_s, copy}).exitCode(), 0);
    QCOMPARE(modeOf(copy + u"-output"_s), 0700);
    const QString lines = daemon.folder() + u"/all.jsonl"_s;
    QCOMPARE(Ctl(daemon, {u"export"_s, lines}).exitCode(), 0);
    QVERIFY(contentOf(lines).contains("\"process_id\":\"a\""));
    QCOMPARE(modeOf(copy), 0600);
    QCOMPARE(modeOf(lines), 0600);
    QCOMPARE(daemon.stop(), 0);
    QCOMPARE(openBelow(daemon.folder()), QStringList());
}

void TestFiles::areClosedWhereTheyWereOpen()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    daemon.ask("POST", u"/processes"_s, startOf(u"a"_s));
    daemon.kill(); // what lies in the files beside the database stays there
    const QString data = daemon.folder() + u"/procession"_s;
    for (const char *name : {"procession.db", "procession.db-wal", "procession.db-shm"})
        QVERIFY(::chmod(QFile::encodeName(data + u'/' + QLatin1StringView(name)).constData(), 0644) == 0);
    QVERIFY(daemon.start());
    QCOMPARE(daemon.statusOf(u"a"_s), u"pending"_s);
    QCOMPARE(openBelow(daemon.folder()), QStringList());
    QCOMPARE(daemon.stop(), 0);
    const QByteArray log = daemon.process().readAllStandardError();
    QCOMPARE(log.count("could be read by others until now"), 1);
}

void TestFiles::keepTheTokenSecret()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    QCOMPARE(daemon.stop(), 0);
    const QString token = daemon.folder() + u"/procession/token"_s;
    QVERIFY(QFile::setPermissions(token, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    QVERIFY(!daemon.start());
    QTRY_COMPARE(daemon.process().state(), QProcess::NotRunning);
    const QByteArray said = daemon.process().readAllStandardError();
    QVERIFY2(said.contains("chmod 600") && said.contains(token.toUtf8()), said.constData());
    QCOMPARE(daemon.process().exitCode(), 1);
}

void TestFiles::endWhereTheLimitIs()
{
    const QTemporaryDir folder;
    Daemon daemon(folder.path());
    daemon.setShell(u"ulimit -f 512; exec \"$@\""_s); // blocks of 512 or 1,024 bytes
    QVERIFY(daemon.start());
    const QByteArray filler(50'000, 'x');
    int status = 201;
    int confirmed = 0;
    for (int i = 0; i < 200 && status == 201; ++i) {
        daemon.ask("POST", u"/processes"_s,
                   R"({"process_type":"ai_task","name":"x","metadata":{"f":")" + filler + R"("},"process_id":"p)"
                       + QByteArray::number(i) + "\"}",
                   &status);
        confirmed += status == 201 ? 1 : 0;
    }
    QCOMPARE(status, 503);
    QVERIFY(confirmed > 0);
    QCOMPARE(daemon.process().state(), QProcess::Running);
    const QJsonObject health = daemon.ask("GET", u"/health"_s);
    QCOMPARE(health.value("status"_L1).toString(), u"degraded"_s);
    daemon.kill();

    // With room again all that was confirmed is there.
    daemon.setShell({});
    QVERIFY(daemon.start());
    for (int i = 0; i < confirmed; ++i)
        QCOMPARE(daemon.statusOf(u"p%1"_s.arg(i)), u"pending"_s);
}

void TestFiles::backupsDoNotFollowLinks_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("a file") << u"echo old > copy.db"_s << QByteArray("there already");
    QTest::newRow("an empty file") << u": > copy.db"_s << QByteArray("there already");
    QTest::newRow("a link to a file") << u"echo old > other; ln -s other copy.db"_s << QByteArray("link");
    QTest::newRow("a link to an empty file") << u": > other; ln -s other copy.db"_s << QByteArray("link");
    QTest::newRow("a link to nothing") << u"ln -s other copy.db"_s << QByteArray("link");
}

void TestFiles::backupsDoNotFollowLinks()
{
    QFETCH(QString, before);
    QFETCH(QByteArray, why);
    Daemon daemon;
    QVERIFY(daemon.start());
    const QTemporaryDir elsewhere;
    QProcess shell;
    shell.setWorkingDirectory(elsewhere.path());
    shell.start(u"sh"_s, {u"-c"_s, before});
    QVERIFY(shell.waitForFinished());
    const QByteArray other = contentOf(elsewhere.filePath(u"other"_s));
    const bool hadOther = QFile::exists(elsewhere.filePath(u"other"_s));
    Ctl backup(daemon, {u"backup"_s, elsewhere.filePath(u"copy.db"_s)});
    QCOMPARE(backup.exitCode(), 1);
    QVERIFY2(backup.errors().contains(why), backup.errors().constData());
    QCOMPARE(contentOf(elsewhere.filePath(u"other"_s)), other);
    QCOMPARE(QFile::exists(elsewhere.filePath(u"other"_s)), hadOther);
}

void TestFiles::backupsSayWhatTheyLack_data()
{
    QTest::addColumn<QString>("limit");
    QTest::newRow("room in a file") << u"ulimit -f 8"_s;
    QTest::newRow("descriptors") << u"ulimit -n 8"_s;
    QTest::newRow("a folder") << u"true"_s;
}

void TestFiles::backupsSayWhatTheyLack()
{
    QFETCH(QString, limit);
    Daemon daemon;
    QVERIFY(daemon.start());
    daemon.ask("POST", u"/processes"_s, startOf(u"a"_s));
    const QTemporaryDir elsewhere;
    const QString copy = elsewhere.filePath(limit == "true"_L1 ? u"none/copy.db"_s : u"copy.db"_s);
    QProcess backup;
    backup.setProcessEnvironment(cleanEnvironment(daemon.folder()));
    backup.start(u"sh"_s,
                 {u"-c"_s, limit + u"; exec \"$0\" \"$@\""_s, QStringLiteral(PROCESSIONCTL), u"backup"_s, copy});
    QVERIFY(backup.waitForFinished());
    QCOMPARE(backup.exitStatus(), QProcess::NormalExit);
    QCOMPARE(backup.exitCode(), 1);
    const QByteArray said = backup.readAllStandardError();
    QVERIFY2(said.startsWith("processionctl: ") && said.contains(".db"), said.constData());
    QVERIFY(!QFile::exists(copy));
    QCOMPARE(daemon.statusOf(u"a"_s), u"pending"_s);
}

void TestFiles::exportsDoNotFollowLinks()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    daemon.ask("POST", u"/processes"_s, startOf(u"a"_s));
    const QTemporaryDir elsewhere;
    const QString link = elsewhere.filePath(u"link"_s);
    const QString target = elsewhere.filePath(u"target"_s);
    QVERIFY(QFile::link(target, link));
    Ctl refused(daemon, {u"export"_s, link});
    QCOMPARE(refused.exitCode(), 1);
    QVERIFY2(refused.errors().contains("link"), refused.errors().constData());
    QVERIFY(!QFile::exists(target));

    // What a shell means by /dev/stdout and /dev/fd/N are no links of anybody's.
    for (const char *name : {"/dev/stdout", "-", "/dev/fd/1"}) {
        Ctl out(daemon, {u"export"_s, QString::fromLatin1(name)});
        QCOMPARE(out.exitCode(), 0);
        QVERIFY2(out.output().contains("\"process_id\":\"a\""), name);
    }
    QCOMPARE(Ctl(daemon, {u"export"_s, u"/dev/null"_s}).exitCode(), 0);
    QVERIFY(QFileInfo(u"/dev/null"_s).exists() && !QFileInfo(u"/dev/null"_s).isFile());
}

void TestFiles::commandsRunWithTheUsersUmask()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    Ctl run(daemon, {u"run"_s, u"--"_s, u"sh"_s, u"-c"_s, u"umask; ulimit -f 1; kill -XFSZ $$; echo survived"_s});
    QCOMPARE(run.exitCode(), 128 + SIGXFSZ);
    QVERIFY2(run.output().startsWith("0000"), run.output().constData());
    QVERIFY(!run.output().contains("survived"));
}

QTEST_GUILESS_MAIN(TestFiles)
#include "tst_files.moc"
